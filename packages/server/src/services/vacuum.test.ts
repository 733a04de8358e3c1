import { TaskRunCreate } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { v4 as uuid4 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createArtifact, readLatestArtifact } from "../models/artifacts.ts";
import { createFlowRun, type NewFlowRun } from "../models/create-flow-run.ts";
import { createTaskRun } from "../models/create-task-run.ts";
import { createFlow } from "../models/flows.ts";
import { newState } from "../states/state.ts";
import { flowRunVacuum } from "./flow-run-vacuum.ts";
import { orphanVacuum } from "./orphan-vacuum.ts";
import { vacuums } from "./vacuum.ts";

let context: TestContext;
let flowId: string;
beforeEach(async () => {
  context = await testContext({ PREFECT_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE: "2" });
  flowId = (await context.write((tx) => createFlow(tx, { name: "etl", tags: [], labels: {} }))).flow.id;
});
afterEach(() => context.close());

const never = new AbortController().signal;
const day = 86_400;

async function endedRun(daysAgo: number, fields: Partial<NewFlowRun> = {}): Promise<string> {
  const timestamp = Timestamp.now().plus(-daysAgo * day);
  const state = { ...newState("COMPLETED"), timestamp };
  const { run } = await context.write((tx) => createFlowRun(tx, { flow_id: flowId, ...fields, state }));
  return run.id;
}

async function taskRun(flow_run_id: string, dynamic_key = uuid4()): Promise<string> {
  const state = newState("COMPLETED");
  const given = { ...defaultsOf(TaskRunCreate), flow_run_id, task_key: "extract", dynamic_key, labels: {} };
  return (await context.write((tx) => createTaskRun(tx, { ...given, state }))).run.id;
}

async function log(flow_run_id: string): Promise<void> {
  const values = { id: uuid4(), name: "prefect", level: 20, message: "m", timestamp: Timestamp.now(), flow_run_id };
  await context.write((tx) => tx.db.insertInto("log").values(values).execute());
}

const artifact = (flow_run_id: string, key: string) =>
  context.write((tx) =>
    createArtifact(tx, {
      key,
      type: "markdown",
      description: null,
      data: key,
      metadata_: null,
      flow_run_id,
      task_run_id: null,
    }),
  );

const ownersOf = (table: "log" | "artifact" | "task_run") =>
  context.read(async ({ db }) => {
    const rows = await db.selectFrom(table).select("flow_run_id").orderBy("flow_run_id").execute();
    return [...new Set(rows.map(({ flow_run_id }) => flow_run_id))];
  });
const runs = () =>
  context.read(async ({ db }) => {
    const rows = await db.selectFrom("flow_run").select("id").orderBy("id").execute();
    return rows.map(({ id }) => id);
  });

test("flow runs that ended longer ago than they are kept go with all that is theirs", async () => {
  const old = [await endedRun(91), await endedRun(200), await endedRun(95)];
  const kept = [await endedRun(89), (await context.write((tx) => createFlowRun(tx, { flow_id: flowId }))).run.id];
  for (const id of [...old, ...kept]) {
    for (let i = 0; i < 5; i++) {
      await taskRun(id);
      await log(id);
    }
    await artifact(id, `of-${id}`);
  }
  await flowRunVacuum.pass(context, never);
  expect(await runs()).toEqual(kept.toSorted());
  for (const table of ["log", "artifact", "task_run"] as const) expect(await ownersOf(table)).toEqual(kept.toSorted());
  const states = await context.read(({ db }) => db.selectFrom("task_run_state").select("id").execute());
  expect(states).toHaveLength(10);
});

test("an old run inside a run is kept with its parent", async () => {
  const parent = await endedRun(1);
  const child = await endedRun(100, { parent_task_run_id: await taskRun(parent) });
  await flowRunVacuum.pass(context, never);
  expect(await runs()).toEqual([parent, child].toSorted());
});

test("logs and artifacts without a flow run go, and a key's latest artifact is one that is there", async () => {
  const run = await endedRun(1);
  const gone = [uuid4(), uuid4(), uuid4()];
  for (const id of [run, ...gone]) for (let i = 0; i < 3; i++) await log(id);
  await artifact(run, "shared");
  await artifact(gone[0] ?? "", "shared");
  await artifact(gone[1] ?? "", "lost");
  await orphanVacuum.pass(context, never);
  expect(await ownersOf("log")).toEqual([run]);
  expect(await ownersOf("artifact")).toEqual([run]);
  const latest = await context.read((session) => readLatestArtifact(session, "shared"));
  expect(latest?.flow_run_id).toBe(run);
  expect(await context.read((session) => readLatestArtifact(session, "lost"))).toBeUndefined();
});

test.each([
  ["events", "events"],
  ["flow_runs", "flow_runs,orphans"],
  ["orphans", "orphans"],
  ["true", "events,flow_runs,orphans"],
  ["false", "events"],
])("%s asks for the vacuum of %s", async (given, expected) => {
  await context.close();
  context = await testContext({ PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED: given });
  const kinds = (["events", "flow_runs", "orphans"] as const).filter((kind) => vacuums(context.settings, kind));
  expect(kinds.join()).toBe(expected);
});
