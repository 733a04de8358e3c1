import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { StateType, terminalTypes } from "@prefect-ts/schemas/state";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { CountedRuns } from "@prefect-ts/testing/counted-runs";
import { testDatabase } from "@prefect-ts/testing/test-database";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { RunColumns } from "../dialects/run-columns.ts";
import { openDatabase } from "../open.ts";
import { conditionsOnColumns } from "./counted-runs.ts";
import { flowRunsMatching } from "./matching.ts";

const home = mkdtempSync(join(tmpdir(), "prefect-ts-"));
let database: Database;
let drop: () => Promise<void>;
let columns: RunColumns;

beforeAll(async () => {
  const made = await testDatabase(home);
  drop = made.drop;
  database = await openDatabase(made.url, { readers: 1, writers: 1 });
  await new CountedRuns(database).fill(400);
  const rows = await database.read(({ db }) => db.selectFrom("flow_run").selectAll().execute());
  columns = new RunColumns(rows.length);
  columns.set({
    keys: rows.map((_, i) => i),
    states: rows.map((run) => columns.stateNumber(`${run.state_type ?? ""}:${run.state_name ?? ""}`)),
    tags: rows.map((run) => columns.tagsNumber(JSON.stringify(run.tags))),
    expected: rows.map((run) => run.expected_start_time?.micros ?? Number.NaN),
    started: rows.map((run) => run.start_time?.micros ?? Number.NaN),
    runTimes: rows.map(() => 0),
    running: rows.map(() => Number.NaN),
  });
});
afterAll(async () => {
  await database.close();
  await drop();
  rmSync(home, { recursive: true });
});

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const operator = fc.constantFrom("and_" as const, "or_" as const);
const types = fc.array(fc.constantFrom(...StateType.enum), { maxLength: 4 });
const names = fc.array(fc.constantFrom("Odd | : 'näme'", "Name of FAILED", "Name of undefined", "other"), {
  maxLength: 3,
});
const tags = fc.array(fc.constantFrom("a", 'b | "ö"', "c"), { maxLength: 3 });
const instant = fc.integer({ min: -100, max: 400 * 40 }).map((seconds) => CountedRuns.start.plus(seconds));
const span = fc.record({ before_: maybe(instant), after_: maybe(instant) });

const filters = fc.record({
  state: maybe(
    fc.record({
      operator,
      type: maybe(fc.record({ any_: maybe(types), not_any_: maybe(types) })),
      name: maybe(fc.record({ any_: maybe(names), not_any_: maybe(names) })),
    }),
  ),
  tags: maybe(fc.record({ operator, all_: maybe(tags), any_: maybe(tags), is_null_: maybe(fc.boolean()) })),
  expected_start_time: maybe(span),
  start_time: maybe(span.map((period) => ({ ...period, is_null_: null }))),
});

test("as many runs match in memory as in the database", async () => {
  const property = fc.asyncProperty(filters, async (parts) => {
    const filter = { flow_runs: { ...defaultsOf(FlowRunFilter), ...parts } };
    const inDatabase = await database.read(async (session) => {
      const query = flowRunsMatching(session, filter).select(({ fn }) => fn.countAll<number>().as("count"));
      return await query.executeTakeFirstOrThrow();
    });
    const conditions = conditionsOnColumns("flow_run", filter);
    if (!conditions) throw new Error("the filter asks for more than the columns tell");
    const counts = columns.count({ periods: null, now: 0, terminalTypes, conditions, keys: null });
    expect(counts.reduce((sum, { count_runs: count }) => sum + count, 0)).toBe(inDatabase.count);
  });
  await fc.assert(property, { numRuns: 500 });
});

test("what asks for more than the columns tell is left to the database", () => {
  const anyRun = defaultsOf(FlowRunFilter);
  const asks = (filter: Partial<FlowRunFilter>) =>
    conditionsOnColumns("flow_run", { flow_runs: { ...anyRun, ...filter } });
  expect(asks({})).not.toBeNull();
  expect(asks({ operator: "or_" })).toBeNull();
  expect(asks({ name: { any_: ["a"], like_: null } })).toBeNull();
  expect(asks({ start_time: { before_: null, after_: null, is_null_: true } })).toBeNull();
  expect(conditionsOnColumns("task_run", { flow_runs: anyRun })).toBeNull();
  expect(conditionsOnColumns("flow_run", { flows: null, task_runs: null })).not.toBeNull();
});
