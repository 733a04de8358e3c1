import type { StateType } from "@prefect-ts/schemas/state";

/** A state as a client proposes it. */
export interface Proposal {
  type: StateType;
  name?: string;
  message?: string;
  data?: unknown;
  state_details?: Record<string, unknown>;
}

/** A run made in one state, then asked to take another. */
export interface Scenario {
  name: string;
  kind: "flow" | "task";
  /** Fields of the run's creation. */
  run?: Record<string, unknown>;
  /** States that the run passes, forced, before the transition that is looked at. */
  path: readonly Proposal[];
  to: Proposal;
  force: boolean;
  /** The state of a task run's flow run; without one the task run has none. */
  flowRun?: Proposal;
  /** Whether a flow run belongs to a deployment. */
  deployed?: boolean;
}

const types: readonly StateType[] = [
  ...(["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED"] as const),
  ...(["CANCELLED", "CRASHED", "PAUSED", "CANCELLING"] as const),
];
const plain = Object.fromEntries(types.map((type) => [type, { type }]));
const farFuture = "2100-01-01T00:00:00Z";
const longAgo = "2020-01-01T00:00:00Z";

const named: Record<string, Proposal> = {
  Late: { type: "SCHEDULED", name: "Late", state_details: { scheduled_time: longAgo } },
  AwaitingRetry: { type: "SCHEDULED", name: "AwaitingRetry", state_details: { scheduled_time: longAgo } },
  Resuming: { type: "SCHEDULED", name: "Resuming" },
  ScheduledLater: { type: "SCHEDULED", state_details: { scheduled_time: farFuture } },
  PendingLater: { type: "PENDING", state_details: { scheduled_time: farFuture } },
  Submitting: { type: "PENDING", name: "Submitting" },
  Suspended: { type: "PAUSED", name: "Suspended", state_details: { pause_reschedule: true, pause_key: "k" } },
  PausedTooLong: { type: "PAUSED", state_details: { pause_timeout: longAgo } },
  PausedWithKey: { type: "PAUSED", state_details: { pause_key: "k" } },
  CompletedWithResult: { type: "COMPLETED", message: "done", data: { type: "reference", storage_key: "r" } },
  CompletedUnpersisted: { type: "COMPLETED", data: { type: "unpersisted" } },
};

const states: Record<string, Proposal> = { ...plain, ...named };

function* pairs(
  kind: Scenario["kind"],
  from: readonly string[],
  to: readonly string[],
  more: Partial<Scenario> = {},
  suffix = "",
) {
  for (const a of from) {
    for (const b of to) {
      for (const force of [false, true]) {
        const first = states[a];
        const last = states[b];
        if (!first || !last) throw new Error(`no state ${a} or ${b}`);
        const name = `${kind} ${a} > ${b}${force ? " forced" : ""}${suffix}`;
        // The reference answers 500 where a run is created in a state with a result.
        const path: Proposal[] = first.data ? [{ type: "PENDING" }, first] : [first];
        yield { name, kind, path, to: last, force, ...more } satisfies Scenario;
      }
    }
  }
}

const deferred = (type: StateType): Proposal => ({ type, state_details: { deferred: true, task_parameters_id: null } });

const parameters = "11111111-1111-4111-8111-111111111111";
const transition = "22222222-2222-4222-8222-222222222222";

function* single(): Generator<Scenario> {
  const running: Proposal = { type: "RUNNING" };
  const failed: Proposal = { type: "FAILED", message: "no luck" };
  const flow = { kind: "flow", force: false } as const;
  const retries = { empirical_policy: { retries: 1, retry_delay: 0 } };
  yield { ...flow, name: "flow retries", run: retries, path: [running], to: failed };
  yield { ...flow, name: "flow has no retries left", run: retries, path: [running, running], to: failed };
  yield {
    ...flow,
    name: "flow retries with a pause behind it",
    run: { empirical_policy: { retries: 1, retry_delay: 0, pause_keys: ["k"], resuming: true } },
    path: [running],
    to: failed,
  };
  const once: Proposal = { type: "RUNNING", state_details: { transition_id: transition } };
  yield { ...flow, name: "flow asked twice", path: [once], to: once };
  const keyed: Proposal = { type: "PAUSED", state_details: { pause_key: "k" } };
  const paused = { empirical_policy: { pause_keys: ["k"] } };
  yield { ...flow, name: "flow paused twice for a key", run: paused, path: [running], to: keyed };
  yield {
    ...flow,
    name: "flow suspended twice for a key",
    run: paused,
    path: [running],
    to: states["Suspended"] ?? keyed,
  };
  yield { ...flow, name: "flow resumes", run: { empirical_policy: { resuming: true } }, path: [keyed], to: running };
  const infrastructure = { deployed: true, path: [plain["SCHEDULED"] ?? running], to: { type: "CANCELLING" } } as const;
  yield { ...flow, name: "flow cancelled before it started", ...infrastructure };

  const task = { kind: "task", force: false, flowRun: running } as const;
  yield { ...task, name: "task retries", run: retries, path: [running], to: failed };
  yield { ...task, name: "task has no retries left", run: retries, path: [running, running], to: failed };
  yield {
    ...task,
    name: "task is not to be retried",
    run: retries,
    path: [running],
    to: { type: "FAILED", state_details: { retriable: false } },
  };
  yield { ...task, name: "task runs again", path: [running, { type: "SCHEDULED" }], to: running };
  yield { ...task, name: "task runs after its retry", path: [running, states["AwaitingRetry"] ?? failed], to: running };
  yield { ...task, name: "task runs again after failing", path: [running, failed], to: running };
  const longKey: Proposal = { type: "COMPLETED", state_details: { cache_key: "k".repeat(2001) } };
  yield { ...task, name: "task with a long cache key", path: [running], to: longKey };
  for (const from of ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "CANCELLED"] as const) {
    for (const to of ["SCHEDULED", "PENDING", "RUNNING", "FAILED"] as const) {
      const first = { ...deferred(from), state_details: { deferred: true, task_parameters_id: parameters } };
      const { flowRun: _, ...background } = task;
      yield { ...background, name: `background task ${from} > ${to}`, path: [first], to: deferred(to) };
    }
  }
}

const moving = ["RUNNING", "PENDING", "COMPLETED", "PAUSED"];

/** What the rules decide on: every pair of types, and the names and details that they look at. */
export const scenarios: readonly Scenario[] = [
  ...pairs("flow", Object.keys(states), Object.keys(states)),
  ...[...pairs("flow", Object.keys(states), Object.keys(states), { deployed: true }, ", deployed")].filter(
    ({ force }) => !force,
  ),
  ...pairs(
    "task",
    [...types, "AwaitingRetry", "ScheduledLater", "PendingLater", "CompletedWithResult", "CompletedUnpersisted"],
    [...types, "CompletedWithResult", "AwaitingRetry"],
    { flowRun: { type: "RUNNING" } },
    ", flow running",
  ),
  ...moving.flatMap((type) => [
    ...pairs("task", types, ["RUNNING"], { flowRun: plain[type] ?? { type: "PAUSED" } }, `, flow ${type}`),
  ]),
  ...pairs("task", types, types, {}, ", no flow"),
  ...single(),
];
