import { ArtifactCollectionFilter, ArtifactFilter } from "@prefect-ts/schemas/artifact";
import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { artifactCollectionsMatching, artifactsMatching } from "./matching-artifacts.ts";
import type { RunFilters } from "./related.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const db = openSqlite(null, "test");
afterAll(() => db.close());

const rows = [
  { id: id(1), key: "my-Report_1", type: "markdown", flow_run_id: id(1), task_run_id: id(1) },
  { id: id(2), key: "table-x", type: "table", flow_run_id: id(2), task_run_id: null },
  { id: id(3), key: "result", type: null, flow_run_id: id(9), task_run_id: null },
];
beforeAll(() =>
  db.write(async (tx) => {
    await tx.db
      .insertInto("flow")
      .values([
        { id: id(1), name: "etl" },
        { id: id(2), name: "report" },
      ])
      .execute();
    await tx.db
      .insertInto("deployment")
      .values({ id: id(1), name: "nightly", flow_id: id(2) })
      .execute();
    await tx.db
      .insertInto("flow_run")
      .values([
        { id: id(1), name: "run-1", flow_id: id(1) },
        { id: id(2), name: "run-2", flow_id: id(2), deployment_id: id(1) },
      ])
      .execute();
    const task = { id: id(1), name: "task", task_key: "t", dynamic_key: "0", flow_run_id: id(1) };
    await tx.db.insertInto("task_run").values(task).execute();
    for (const row of rows) {
      await tx.db.insertInto("artifact").values(row).execute();
      await tx.db
        .insertInto("artifact_collection")
        .values({ ...row, latest_id: row.id })
        .execute();
    }
    await tx.db
      .insertInto("artifact")
      .values({ id: id(4), type: "table" })
      .execute();
  }),
);

const runs: [title: string, filters: RunFilters, expected: number[]][] = [
  ["of a flow run", { flow_runs: parse(FlowRunFilter, { id: { any_: [id(1), id(9)] } }) }, [1]],
  ["of any flow run that is there", { flow_runs: parse(FlowRunFilter, {}) }, [1, 2]],
  ["of a flow", { flows: parse(FlowFilter, { name: { any_: ["report"] } }) }, [2]],
  ["of a deployment", { deployments: parse(DeploymentFilter, { name: { any_: ["nightly"] } }) }, [2]],
  ["of a task run", { task_runs: parse(TaskRunFilter, { name: { any_: ["task"] } }) }, [1]],
  ["of another task run", { task_runs: parse(TaskRunFilter, { name: { any_: ["other"] } }) }, []],
];
const fields: [title: string, filter: object, expected: number[]][] = [
  ["keys", { key: { any_: ["result", "x"] } }, [3]],
  ["part of a key, with _ for any character", { key: { like_: "my_REPORT" } }, [1]],
  ["flow runs, there or not", { flow_run_id: { any_: [id(2), id(9)] } }, [2, 3]],
  ["task runs", { task_run_id: { any_: [id(1)] } }, [1]],
  ["types", { type: { any_: ["markdown"] } }, [1]],
  ["no types at all match nothing", { type: { any_: [] } }, []],
  ["either field", { operator: "or_", type: { any_: ["markdown"] }, key: { any_: ["result"] } }, [1, 3]],
];

describe("artifacts", () => {
  const own: typeof fields = [
    ["no field", {}, [1, 2, 3, 4]],
    ["ids", { id: { any_: [id(4)] } }, [4]],
    ["with a key", { key: { exists_: true } }, [1, 2, 3]],
    ["without a key", { key: { exists_: false } }, [4]],
    ["other types, and none without a type", { type: { not_any_: ["markdown"] } }, [2, 4]],
  ];
  test.each([...own, ...fields])("%s", async (_title, filter, expected) => {
    const artifacts = parse(ArtifactFilter, filter);
    const found = await db.read((session) =>
      artifactsMatching(session, { artifacts }).select("id").orderBy("id").execute(),
    );
    expect(found).toEqual(expected.map((n) => ({ id: id(n) })));
  });

  test.each(runs)("%s", async (_title, filters, expected) => {
    const found = await db.read((session) => artifactsMatching(session, filters).select("id").orderBy("id").execute());
    expect(found).toEqual(expected.map((n) => ({ id: id(n) })));
  });
});

describe("latest artifacts", () => {
  const own: typeof fields = [
    ["no field", {}, [1, 2, 3]],
    ["latest ids", { latest_id: { any_: [id(2)] } }, [2]],
    ["with a key", { key: { exists_: true } }, [1, 2, 3]],
    ["without a key", { key: { exists_: false } }, []],
    ["other types, and none without a type", { type: { not_any_: ["markdown"] } }, [2]],
  ];
  test.each([...own, ...fields])("%s", async (_title, filter, expected) => {
    const artifacts = parse(ArtifactCollectionFilter, filter);
    const found = await db.read((session) =>
      artifactCollectionsMatching(session, { artifacts }).select("id").orderBy("id").execute(),
    );
    expect(found).toEqual(expected.map((n) => ({ id: id(n) })));
  });

  test.each(runs)("%s", async (_title, filters, expected) => {
    const found = await db.read((session) =>
      artifactCollectionsMatching(session, filters).select("id").orderBy("id").execute(),
    );
    expect(found).toEqual(expected.map((n) => ({ id: id(n) })));
  });
});
