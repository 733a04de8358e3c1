import type { Proposal, Scenario } from "./scenarios.ts";

/** Sends a request to a server's API; answers its status and parsed body. */
export type Call = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>;

interface State {
  type: string;
  name: string;
  message: string | null;
  data: unknown;
  state_details: Record<string, unknown>;
}

interface Result {
  status: string;
  state: State | null;
  details: { reason?: string; delay_seconds?: number };
}

interface Run {
  id: string;
  state_name: string;
  state_type: string;
  run_count: number;
  flow_run_run_count?: number;
  empirical_policy: Record<string, unknown>;
  expected_start_time: string | null;
  next_scheduled_start_time: string | null;
  start_time: string | null;
  end_time: string | null;
}

const defaults: Record<string, unknown> = { deferred: false, untrackable_result: false, pause_reschedule: false };

/** Details that are not as they are by default. Ids become their field's name, and times say whether they are long past or far off. */
function detailsOf(details: Record<string, unknown>): string {
  const entries = Object.entries(details).filter(([name, value]) => value !== null && value !== defaults[name]);
  return entries
    .map(([name, value]) => {
      if (name === "cache_key") return name;
      if (name.endsWith("_time") || name.endsWith("_timeout")) return `${name}=${whenOf(value)}`;
      return name.endsWith("run_id") ? name : `${name}=${JSON.stringify(value)}`;
    })
    .join(" ");
}

function whenOf(value: unknown): string {
  const year = String(value).slice(0, 4);
  return year === "2020" || year === "2100" ? year : "now";
}

const policyOf = ({ pause_keys, resuming, retry_type }: Record<string, unknown>): string =>
  [
    ...(Array.isArray(pause_keys)
      ? pause_keys.map((key) => (String(key).length > 10 ? "key:uuid" : `key:${key}`))
      : []),
    ...(resuming ? ["resuming"] : []),
    ...(retry_type ? [String(retry_type)] : []),
  ].join(" ");

const timesOf = (run: Run): string =>
  [
    `expected ${whenOf(run.expected_start_time)}`,
    ...(run.next_scheduled_start_time ? [`next ${whenOf(run.next_scheduled_start_time)}`] : []),
    ...(run.start_time ? ["started"] : []),
    ...(run.end_time ? ["ended"] : []),
  ].join(" ");

/** All that a transition shows, as a line that is the same on every server and each time. */
function lineOf(answer: { status: number; body: unknown }, run: Run): string {
  if (answer.status >= 400) return `${answer.status}`;
  const { status, state, details } = answer.body as Result;
  const delay =
    details.delay_seconds === undefined ? "" : ` ${details.delay_seconds > 1e6 ? "far" : details.delay_seconds}s`;
  return [
    `${answer.status} ${status}${delay}`,
    details.reason ?? "",
    state ? `${state.type} ${state.name}` : "none",
    state?.message ?? "",
    state?.data ? JSON.stringify(state.data) : "",
    state ? detailsOf(state.state_details) : "",
    `${run.state_type} ${run.state_name} x${run.run_count}${run.flow_run_run_count ? `/${run.flow_run_run_count}` : ""}`,
    policyOf(run.empirical_policy),
    timesOf(run),
  ]
    .join(" | ")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => (new Set(id).size <= 5 ? id : "<id>"));
}

/** Makes the runs of scenarios on a server, and tells what became of them. */
export class Observer {
  private readonly call: Call;
  private flowId: string | undefined;
  private deploymentId: string | undefined;
  private made = 0;

  constructor(call: Call) {
    this.call = call;
  }

  async observe(scenario: Scenario): Promise<string> {
    const [first, ...rest] = scenario.path;
    const resource = scenario.kind === "flow" ? "flow_runs" : "task_runs";
    const run = scenario.kind === "flow" ? await this.flowRun(first, scenario) : await this.taskRun(first, scenario);
    for (const state of rest) await this.ok("POST", `/${resource}/${run.id}/set_state`, { state, force: true });
    const answer = await this.call("POST", `/${resource}/${run.id}/set_state`, {
      state: scenario.to,
      force: scenario.force,
    });
    return lineOf(answer, (await this.ok("GET", `/${resource}/${run.id}`)) as Run);
  }

  private async flowRun(state: Proposal | undefined, { run, deployed }: Partial<Scenario>): Promise<Run> {
    const deployment = deployed ? { deployment_id: await this.deployment() } : {};
    const body = { flow_id: await this.flow(), state, ...deployment, ...run };
    return (await this.ok("POST", "/flow_runs/", body)) as Run;
  }

  private async taskRun(state: Proposal | undefined, scenario: Scenario): Promise<Run> {
    const enclosing = scenario.flowRun && { flow_run_id: (await this.flowRun(scenario.flowRun, {})).id };
    const keys = { task_key: "task", dynamic_key: String(this.made++) };
    return (await this.ok("POST", "/task_runs/", { ...keys, state, ...enclosing, ...scenario.run })) as Run;
  }

  private async flow(): Promise<string> {
    this.flowId ??= ((await this.ok("POST", "/flows/", { name: "flow" })) as { id: string }).id;
    return this.flowId;
  }

  private async deployment(): Promise<string> {
    const body = { flow_id: await this.flow(), name: "deployment" };
    this.deploymentId ??= ((await this.ok("POST", "/deployments/", body)) as { id: string }).id;
    return this.deploymentId;
  }

  private async ok(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.call(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
