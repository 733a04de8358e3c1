import { json } from "@prefect-ts/database/values";
import { FlowRunPolicy } from "@prefect-ts/schemas/flow-run";
import type { StateDetails, StateType } from "@prefect-ts/schemas/state";
import { TaskRunCreate } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { createLimit } from "@prefect-ts/server/models/concurrency-limits";
import { createFlowRun, type NewFlowRun } from "@prefect-ts/server/models/create-flow-run";
import { createTaskRun } from "@prefect-ts/server/models/create-task-run";
import { type FlowRunRecord, readFlowRun } from "@prefect-ts/server/models/flow-run-record";
import { newestClient, type Requester, setFlowRunState } from "@prefect-ts/server/models/flow-runs";
import { createFlow } from "@prefect-ts/server/models/flows";
import { readTaskRun, type TaskRunRecord } from "@prefect-ts/server/models/task-run-record";
import { setTaskRunState } from "@prefect-ts/server/models/task-run-state";
import type { Policy, Rule, Transform } from "@prefect-ts/server/orchestration/rule";
import type { TransitionResult } from "@prefect-ts/server/orchestration/transition";
import { newState, type RunState, stateDetails } from "@prefect-ts/server/states/state";
import type { TestContext } from "@prefect-ts/testing/database";
import { v4 as uuid4 } from "uuid";

export interface StateFields {
  name?: string;
  message?: string;
  data?: unknown;
  details?: Partial<StateDetails>;
}

/** A state to propose; a type alone stands for the plain state of it. */
export const state = (type: StateType, { details, ...fields }: StateFields = {}): RunState =>
  newState(type, { ...fields, ...(details && { state_details: stateDetails(details) }) });

/** A flow run's policy: no retries, no pauses, but for what is named. */
export const flowPolicy = (fields: Partial<FlowRunPolicy> = {}): FlowRunPolicy => ({
  ...defaultsOf(FlowRunPolicy),
  ...fields,
});

type Proposal = RunState | StateType;
const asState = (proposal: Proposal) => (typeof proposal === "string" ? state(proposal) : proposal);

export interface DeploymentFields {
  /** Slots of its concurrency limit; without it the deployment has none. */
  limit?: number;
  options?: { collision_strategy: "ENQUEUE" | "CANCEL_NEW"; grace_period_seconds?: number };
}

/** Runs in a test's database, and transitions that only the rules under test govern (and the global ones). */
export class Runs {
  readonly context: TestContext;
  private flowId: string | undefined;
  private made = 0;

  constructor(context: TestContext) {
    this.context = context;
  }

  async flow(): Promise<string> {
    this.flowId ??= (await this.context.write((tx) => createFlow(tx, { name: "flow", tags: [], labels: {} }))).flow.id;
    return this.flowId;
  }

  async flowRun(first: Proposal, fields: Partial<NewFlowRun> = {}): Promise<FlowRunRecord> {
    const flow_id = await this.flow();
    const { run } = await this.context.write((tx) => createFlowRun(tx, { flow_id, ...fields, state: asState(first) }));
    return await this.readFlowRun(run);
  }

  /** Asks for a state under `rules` alone; the answer with the run as it is then in the database. */
  async ask(
    run: { id: string },
    to: Proposal,
    rules: readonly (Rule<FlowRunRecord> | Transform<FlowRunRecord>)[],
    requester: Partial<Requester> = {},
  ): Promise<TransitionResult & { run: FlowRunRecord }> {
    const request = { id: run.id, state: asState(to), policy: rules, requester: { ...newestClient, ...requester } };
    const result = await this.context.write((tx) => setFlowRunState(tx, request));
    return { ...result, run: await this.readFlowRun(run) };
  }

  async readFlowRun({ id }: { id: string }): Promise<FlowRunRecord> {
    const run = await this.context.read((session) => readFlowRun(session, id));
    if (!run) throw new Error(`no flow run ${id}`);
    return run;
  }

  async taskRun(first: Proposal, fields: Partial<TaskRunCreate> = {}): Promise<TaskRunRecord> {
    const keys = { task_key: "task", dynamic_key: String(this.made++) };
    const { run } = await this.context.write((tx) =>
      createTaskRun(tx, { ...defaultsOf(TaskRunCreate), ...keys, ...fields, state: asCreate(first) }),
    );
    return await this.readTaskRun(run);
  }

  /** Asks for a state under `rules` alone; the answer with the run as it is then in the database. */
  async askTask(
    run: { id: string },
    to: Proposal,
    rules: Policy<TaskRunRecord>,
  ): Promise<TransitionResult & { run: TaskRunRecord }> {
    const request = { id: run.id, state: asState(to), policy: rules };
    const result = await this.context.write((tx) => setTaskRunState(tx, request));
    return { ...result, run: await this.readTaskRun(run) };
  }

  async readTaskRun({ id }: { id: string }): Promise<TaskRunRecord> {
    const run = await this.context.read((session) => readTaskRun(session, id));
    if (!run) throw new Error(`no task run ${id}`);
    return run;
  }

  limit(name: string, limit: number): Promise<{ id: string }> {
    const counts = { active: true, active_slots: 0, denied_slots: 0, slot_decay_per_second: 0 };
    return this.context.write((tx) => createLimit(tx, { name, limit, ...counts }));
  }

  /** Slots of a limit that are taken. */
  async taken(limitId: string): Promise<number> {
    const row = await this.context.read((session) =>
      session.db
        .selectFrom("concurrency_limit_v2")
        .select("active_slots")
        .where("id", "=", limitId)
        .executeTakeFirstOrThrow(),
    );
    return row.active_slots;
  }

  async deployment({ limit, options }: DeploymentFields = {}): Promise<{ id: string; limitId: string }> {
    const [id, flow_id] = [uuid4(), await this.flow()];
    const made = limit === undefined ? null : await this.limit(`deployment:${id}`, limit);
    const now = Timestamp.now();
    await this.context.write((tx) =>
      tx.db
        .insertInto("deployment")
        .values({
          id,
          created: now,
          updated: now,
          name: id,
          flow_id,
          concurrency_limit_id: made?.id ?? null,
          ...(options && { concurrency_options: json(options) }),
          labels: json({}),
        })
        .execute(),
    );
    return { id, limitId: made?.id ?? "" };
  }
}

const asCreate = (proposal: Proposal) => {
  const { type, name, message, data, state_details } = asState(proposal);
  return { type, name, message, data, state_details };
};
