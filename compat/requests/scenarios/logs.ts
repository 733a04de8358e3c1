import { each, filtered, NOBODY, paged, type Scenario, wrong } from "../step.ts";

const log = (message: string, more: Record<string, unknown> = {}) => ({
  name: "logger",
  level: 20,
  message,
  timestamp: "2020-01-01T00:00:00Z",
  ...more,
});
const bare = (entry: Record<string, unknown>, without: string) =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => key !== without));

export const logs: Scenario = [
  {
    send: "POST /logs/",
    body: [
      log("first", { flow_run_id: NOBODY }),
      log("second, 100%", { level: 30, timestamp: "2020-01-01T00:00:01.123456Z", task_run_id: NOBODY }),
      log('with_under "quoted" -minus', { level: 40, timestamp: "2020-01-01T00:00:02+02:00" }),
      log("nul \0 byte", { level: 50, timestamp: "2020-01-01T00:00:03" }),
    ],
  },
  { send: "POST /logs/", body: [] },
  { send: "POST /logs/", body: log("alone") },
  ...["name", "level", "message", "timestamp"].map((field) => ({
    send: "POST /logs/",
    body: [bare(log("missing"), field)],
  })),
  ...each("POST /logs/", [
    [log("x", { level: "high" })],
    [log("x", { level: 20.5 })],
    [log("x", { level: "20" })],
    [log("x", { timestamp: "yesterday" })],
    [log("x", { timestamp: 1577836800 })],
    [log("x", { flow_run_id: "none" })],
    [log("x", { unknown: 1 })],
    [log("right"), log("x", { message: null })],
    [null],
    null,
    {},
    "x",
  ]),
  { send: "POST /logs/", raw: "[" },
  { send: "POST /logs/", raw: new Uint8Array([0x5b, 0xff, 0x5d]) },
  { send: "POST /logs/" },
  { send: "POST /logs/filter", body: {} },
  { send: "POST /logs/filter" },
  ...filtered("POST /logs/filter", "logs", [
    { level: { ge_: 30 } },
    { level: { le_: 20 } },
    { level: { ge_: 30, le_: 30 } },
    { timestamp: { after_: "2020-01-01T00:00:01Z" } },
    { timestamp: { before_: "2020-01-01T00:00:00Z" } },
    { flow_run_id: { any_: [NOBODY] } },
    { flow_run_id: { any_: [] } },
    { task_run_id: { any_: [NOBODY] } },
    { task_run_id: { is_null_: true } },
    { task_run_id: { is_null_: false } },
    { operator: "or_", level: { ge_: 50 }, flow_run_id: { any_: [NOBODY] } },
    null,
    { level: { ge_: "x" } },
    { level: 20 },
    { flow_run_id: { any_: ["none"] } },
    { text: { query: "x".repeat(201) } },
    { text: {} },
    { name: { any_: ["logger"] } },
  ]),
  ...each("POST /logs/filter", [{ sort: "TIMESTAMP_DESC" }, { sort: "LEVEL" }, { sort: null }, []]),
  ...paged("POST /logs/filter"),
  ...wrong("POST /logs/filter", { limit: 1, offset: 0, sort: "TIMESTAMP_ASC", logs: {} }, { required: [] }),
];
