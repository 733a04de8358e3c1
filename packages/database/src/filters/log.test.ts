import { LogFilter } from "@prefect-ts/schemas/log";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { orderLogs } from "../sorts.ts";
import { logsMatching } from "./matching-resources.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const at = (n: number) => Timestamp.fromDatabase(`2026-01-01 0${n}:00:00`);
const db = openSqlite(null, "test");
afterAll(() => db.close());

beforeAll(() =>
  db.write(async (tx) => {
    const rows = [
      { level: 10, message: "a 100% Done", flow_run_id: id(1), task_run_id: id(1) },
      { level: 20, message: "b Error: a/b timed out", flow_run_id: id(1), task_run_id: null },
      { level: 40, message: "c snake_case", flow_run_id: null, task_run_id: id(2) },
    ];
    for (const [n, row] of rows.entries()) {
      const name = n === 2 ? "my.Logger" : "prefect.runs";
      await tx.db
        .insertInto("log")
        .values({ ...row, name, timestamp: at(n + 1) })
        .execute();
    }
  }),
);

const cases: [title: string, filter: object | null, expected: string][] = [
  ["no filter", null, "abc"],
  ["an empty filter", {}, "abc"],
  ["from a level", { level: { ge_: 20 } }, "bc"],
  ["to a level", { level: { le_: 20 } }, "ab"],
  ["before, the instant included", { timestamp: { before_: "2026-01-01T02:00:00Z" } }, "ab"],
  ["after, the instant included", { timestamp: { after_: "2026-01-01T02:00:00Z" } }, "bc"],
  ["flow runs", { flow_run_id: { any_: [id(1)] } }, "ab"],
  ["no flow runs at all match nothing", { flow_run_id: { any_: [] } }, ""],
  ["task runs", { task_run_id: { any_: [id(2), id(3)] } }, "c"],
  ["without task run", { task_run_id: { is_null_: true } }, "b"],
  ["with task run", { task_run_id: { is_null_: false } }, "ac"],
  ["either field", { operator: "or_", level: { ge_: 40 }, task_run_id: { any_: [id(1)] } }, "ac"],
  ["one of the words in any case", { text: { query: "DONE snake" } }, "ac"],
  ["part of a word", { text: { query: "ime" } }, "b"],
  ["the logger's name is searched too", { text: { query: "logger" } }, "c"],
  ["a phrase across message and name", { text: { query: '"out prefect"' } }, "b"],
  ["an excluded word", { text: { query: "-error" } }, "ac"],
  ["required words", { text: { query: "+timed +a/b" } }, "b"],
  ["required words that are not all there", { text: { query: "+timed +done" } }, ""],
  ["included but not excluded", { text: { query: "prefect -done" } }, "b"],
  ["% is an ordinary character", { text: { query: "0%" } }, "a"],
  ["% stands for nothing else", { text: { query: "a%d" } }, ""],
  ["_ is an ordinary character", { text: { query: "e_c" } }, "c"],
  ["_ stands for nothing else", { text: { query: "d_ne" } }, ""],
  ["a blank search says nothing", { text: { query: "  " } }, "abc"],
  ["a blank search does not widen or_", { operator: "or_", text: { query: " - " }, level: { ge_: 40 } }, "c"],
  ["inside or_, not being excluded is enough", { operator: "or_", text: { query: "snake -done" } }, "bc"],
];
test.each(cases)("%s", async (_title, filter, expected) => {
  const rows = await db.read((session) =>
    orderLogs(logsMatching(session, filter && parse(LogFilter, filter)).select("message"), "TIMESTAMP_ASC").execute(),
  );
  expect(rows.map(({ message }) => message.slice(0, 1)).join("")).toBe(expected);
});
