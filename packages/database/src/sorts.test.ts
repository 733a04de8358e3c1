import type { ArtifactCollectionSort, ArtifactSort } from "@prefect-ts/schemas/artifact";
import type { AutomationSort } from "@prefect-ts/schemas/automation";
import type { BlockDocumentSort } from "@prefect-ts/schemas/block-document";
import type { DeploymentSort } from "@prefect-ts/schemas/deployment";
import type { FlowSort } from "@prefect-ts/schemas/flow";
import type { FlowRunSort } from "@prefect-ts/schemas/flow-run";
import type { LogSort } from "@prefect-ts/schemas/log";
import type { TaskRunSort } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { VariableSort } from "@prefect-ts/schemas/variable";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "./database.ts";
import { openSqlite } from "./dialects/sqlite/open.ts";
import {
  orderArtifactCollections,
  orderArtifacts,
  orderAutomations,
  orderBlockDocuments,
  orderDeployments,
  orderFlowRuns,
  orderFlows,
  orderLogs,
  orderTaskRuns,
  orderVariables,
} from "./sorts.ts";
import { json } from "./values.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const at = (n: number) => Timestamp.fromDatabase(`2026-01-01 0${n}:00:00`);
const db = openSqlite(null, "test");
afterAll(() => db.close());

/** Rows 1 to 3 of every table, each column in an order of its own. */
const dates = [
  { id: id(1), created: at(2), updated: at(3) },
  { id: id(2), created: at(3), updated: at(1) },
  { id: id(3), created: at(1), updated: at(2) },
];
const texts = ["b", "c", "a"];
const named = dates.map((row, n) => ({ ...row, name: texts[n] ?? "" }));
const runs = named.map((row, n) => ({
  ...row,
  expected_start_time: at([1, 2, 3][n] ?? 0),
  start_time: n === 0 ? at(5) : null,
  next_scheduled_start_time: at([3, 1, 2][n] ?? 0),
  end_time: at([3, 2, 1][n] ?? 0),
}));

beforeAll(() =>
  db.write(async (tx) => {
    await tx.db.insertInto("flow").values(named).execute();
    const deployments = named.map((row) => ({ ...row, flow_id: id(1) }));
    await tx.db.insertInto("deployment").values(deployments).execute();
    await tx.db
      .insertInto("variable")
      .values(named.map((row) => ({ ...row, value: json(1) })))
      .execute();
    const plain = { description: "", trigger: json({}), actions: json([]) };
    await tx.db
      .insertInto("automation")
      .values(named.map((row) => ({ ...row, ...plain })))
      .execute();
    await tx.db
      .insertInto("flow_run")
      .values(runs.map((row) => ({ ...row, flow_id: id(1) })))
      .execute();
    const tasks = runs.map((row) => ({ ...row, task_key: row.name, dynamic_key: "0" }));
    await tx.db.insertInto("task_run").values(tasks).execute();
    const keyed = dates.map((row, n) => ({ ...row, key: texts[n] ?? "" }));
    await tx.db.insertInto("artifact").values(keyed).execute();
    await tx.db
      .insertInto("artifact_collection")
      .values(keyed.map((row) => ({ ...row, latest_id: row.id })))
      .execute();
    const logs = named.map((row) => ({ ...row, level: 20, message: "", timestamp: row.created }));
    await tx.db.insertInto("log").values(logs).execute();
    await tx.db
      .insertInto("block_type")
      .values({ id: id(1), name: "type", slug: "type" })
      .execute();
    const schema = { id: id(1), block_type_id: id(1), checksum: "c" };
    await tx.db.insertInto("block_schema").values(schema).execute();
    const documents = named.map((row, n) => ({
      ...row,
      block_type_id: id(1),
      block_schema_id: id(1),
      block_type_name: n === 2 ? "z" : "y",
    }));
    await tx.db.insertInto("block_document").values(documents).execute();
  }),
);

const ids = async (sorted: (session: Session) => { execute(): Promise<{ id: string }[]> }) =>
  (await db.read((session) => sorted(session).execute())).map((row) => Number(row.id.slice(-1)));

test.each<[FlowSort, number[]]>([
  ["CREATED_DESC", [2, 1, 3]],
  ["UPDATED_DESC", [1, 3, 2]],
  ["NAME_ASC", [3, 1, 2]],
  ["NAME_DESC", [2, 1, 3]],
])("flows by %s", async (sort, expected) => {
  expect(await ids((session) => orderFlows(session.db.selectFrom("flow").select("flow.id"), sort))).toEqual(expected);
});

test.each<[FlowRunSort, number[]]>([
  ["ID_DESC", [3, 2, 1]],
  ["EXPECTED_START_TIME_ASC", [1, 2, 3]],
  ["EXPECTED_START_TIME_DESC", [3, 2, 1]],
  ["NAME_ASC", [3, 1, 2]],
  ["NAME_DESC", [2, 1, 3]],
  ["NEXT_SCHEDULED_START_TIME_ASC", [2, 3, 1]],
  ["END_TIME_DESC", [1, 2, 3]],
  ["START_TIME_ASC", [2, 3, 1]],
  ["START_TIME_DESC", [1, 3, 2]],
])("flow runs by %s", async (sort, expected) => {
  expect(await ids((session) => orderFlowRuns(session.db.selectFrom("flow_run").select("flow_run.id"), sort))).toEqual(
    expected,
  );
});

test.each<[TaskRunSort, number[]]>([
  ["ID_DESC", [3, 2, 1]],
  ["EXPECTED_START_TIME_ASC", [1, 2, 3]],
  ["EXPECTED_START_TIME_DESC", [3, 2, 1]],
  ["NAME_ASC", [3, 1, 2]],
  ["NAME_DESC", [2, 1, 3]],
  ["NEXT_SCHEDULED_START_TIME_ASC", [2, 3, 1]],
  ["END_TIME_DESC", [1, 2, 3]],
])("task runs by %s", async (sort, expected) => {
  expect(await ids((session) => orderTaskRuns(session.db.selectFrom("task_run").select("task_run.id"), sort))).toEqual(
    expected,
  );
});

test.each<[DeploymentSort, number[]]>([
  ["CREATED_DESC", [2, 1, 3]],
  ["UPDATED_DESC", [1, 3, 2]],
  ["NAME_ASC", [3, 1, 2]],
  ["NAME_DESC", [2, 1, 3]],
])("deployments by %s", async (sort, expected) => {
  expect(
    await ids((session) => orderDeployments(session.db.selectFrom("deployment").select("deployment.id"), sort)),
  ).toEqual(expected);
});

test.each<[LogSort, number[]]>([
  ["TIMESTAMP_ASC", [3, 1, 2]],
  ["TIMESTAMP_DESC", [2, 1, 3]],
])("logs by %s", async (sort, expected) => {
  expect(await ids((session) => orderLogs(session.db.selectFrom("log").select("log.id"), sort))).toEqual(expected);
});

test.each<[ArtifactSort, number[]]>([
  ["CREATED_DESC", [2, 1, 3]],
  ["UPDATED_DESC", [1, 3, 2]],
  ["ID_DESC", [3, 2, 1]],
  ["KEY_ASC", [3, 1, 2]],
  ["KEY_DESC", [2, 1, 3]],
])("artifacts by %s", async (sort, expected) => {
  expect(await ids((session) => orderArtifacts(session.db.selectFrom("artifact").select("artifact.id"), sort))).toEqual(
    expected,
  );
});

test.each<[ArtifactCollectionSort, number[]]>([
  ["CREATED_DESC", [2, 1, 3]],
  ["UPDATED_DESC", [1, 3, 2]],
  ["ID_DESC", [3, 2, 1]],
  ["KEY_ASC", [3, 1, 2]],
  ["KEY_DESC", [2, 1, 3]],
])("latest artifacts by %s", async (sort, expected) => {
  expect(
    await ids((session) =>
      orderArtifactCollections(session.db.selectFrom("artifact_collection").select("artifact_collection.id"), sort),
    ),
  ).toEqual(expected);
});

test.each<[VariableSort, number[]]>([
  ["CREATED_DESC", [2, 1, 3]],
  ["UPDATED_DESC", [1, 3, 2]],
  ["NAME_ASC", [3, 1, 2]],
  ["NAME_DESC", [2, 1, 3]],
])("variables by %s", async (sort, expected) => {
  expect(await ids((session) => orderVariables(session.db.selectFrom("variable").select("variable.id"), sort))).toEqual(
    expected,
  );
});

test.each<[BlockDocumentSort, number[]]>([
  ["NAME_ASC", [3, 1, 2]],
  ["NAME_DESC", [2, 1, 3]],
  ["BLOCK_TYPE_AND_NAME_ASC", [1, 2, 3]],
])("block documents by %s", async (sort, expected) => {
  expect(
    await ids((session) =>
      orderBlockDocuments(session.db.selectFrom("block_document").select("block_document.id"), sort),
    ),
  ).toEqual(expected);
});

test.each<[AutomationSort, number[]]>([
  ["CREATED_DESC", [2, 1, 3]],
  ["UPDATED_DESC", [1, 3, 2]],
  ["NAME_ASC", [3, 1, 2]],
  ["NAME_DESC", [2, 1, 3]],
])("automations by %s", async (sort, expected) => {
  expect(
    await ids((session) => orderAutomations(session.db.selectFrom("automation").select("automation.id"), sort)),
  ).toEqual(expected);
});
