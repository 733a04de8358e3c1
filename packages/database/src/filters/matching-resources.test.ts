import { AutomationFilter } from "@prefect-ts/schemas/automation";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { VariableFilter } from "@prefect-ts/schemas/variable";
import { WorkerFilter } from "@prefect-ts/schemas/worker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { json } from "../values.ts";
import { automationsMatching, variablesMatching, workersMatching } from "./matching-resources.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const at = (n: number) => Timestamp.fromDatabase(`2026-01-01 0${n}:00:00`);
const db = openSqlite(null, "test");
afterAll(() => db.close());

beforeAll(() =>
  db.write(async (tx) => {
    await tx.db
      .insertInto("variable")
      .values([
        { id: id(1), name: "alpha", tags: json(["a", "b"]), value: json(1) },
        { id: id(2), name: "beta_x", tags: json([]), value: json(null) },
      ])
      .execute();
    await tx.db
      .insertInto("work_pool")
      .values({ id: id(1), name: "pool", type: "process" })
      .execute();
    await tx.db
      .insertInto("worker")
      .values([
        { name: "early", work_pool_id: id(1), last_heartbeat_time: at(1), status: "OFFLINE" },
        { name: "late", work_pool_id: id(1), last_heartbeat_time: at(3), status: "ONLINE" },
      ])
      .execute();
    const plain = { description: "", trigger: json({}), actions: json([]) };
    await tx.db
      .insertInto("automation")
      .values([
        { ...plain, id: id(1), name: "first", created: at(1), tags: json(["a", "b"]) },
        { ...plain, id: id(2), name: "second", created: at(3), tags: json([]) },
      ])
      .execute();
  }),
);
const names = (rows: { name: string }[]) => rows.map(({ name }) => name).join(" ");

test.each<[title: string, filter: object | null, expected: string]>([
  ["no filter", null, "alpha beta_x"],
  ["ids", { id: { any_: [id(2)] } }, "beta_x"],
  ["names", { name: { any_: ["alpha"] } }, "alpha"],
  ["part of a name", { name: { like_: "ETA_" } }, "beta_x"],
  ["all tags", { tags: { all_: ["b", "a"] } }, "alpha"],
  ["without tags", { tags: { is_null_: true } }, "beta_x"],
  ["either field", { operator: "or_", tags: { is_null_: true }, name: { any_: ["alpha"] } }, "alpha beta_x"],
])("variables: %s", async (_title, filter, expected) => {
  const given = filter && parse(VariableFilter, filter);
  expect(names(await db.read((s) => variablesMatching(s, given).select("name").orderBy("name").execute()))).toBe(
    expected,
  );
});

test.each<[title: string, filter: object | null, expected: string]>([
  ["no filter", null, "early late"],
  ["last heard of before", { last_heartbeat_time: { before_: "2026-01-01T01:00:00Z" } }, "early"],
  ["last heard of after", { last_heartbeat_time: { after_: "2026-01-01T02:00:00Z" } }, "late"],
  ["statuses", { status: { any_: ["ONLINE"] } }, "late"],
  ["other statuses", { status: { not_any_: ["ONLINE"] } }, "early"],
  ["no statuses at all match nothing", { status: { any_: [] } }, ""],
])("workers: %s", async (_title, filter, expected) => {
  const given = filter && parse(WorkerFilter, filter);
  expect(names(await db.read((s) => workersMatching(s, given).select("name").orderBy("name").execute()))).toBe(
    expected,
  );
});

test.each<[title: string, filter: object | null, expected: string]>([
  ["no filter", null, "first second"],
  ["ids", { id: { any_: [id(1)] } }, "first"],
  ["names", { name: { any_: ["second"] } }, "second"],
  ["made before", { created: { before_: "2026-01-01T01:00:00Z" } }, "first"],
  ["all tags", { tags: { all_: ["a"] } }, "first"],
  ["one of the tags", { tags: { any_: ["b", "x"] } }, "first"],
  ["without tags", { tags: { is_null_: true } }, "second"],
  ["no tags to have hold for all inside or_", { tags: { operator: "or_", all_: [], any_: ["b"] } }, "first second"],
])("automations: %s", async (_title, filter, expected) => {
  const given = filter && parse(AutomationFilter, filter);
  expect(names(await db.read((s) => automationsMatching(s, given).select("name").orderBy("name").execute()))).toBe(
    expected,
  );
});
