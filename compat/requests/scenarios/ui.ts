import { each, NOBODY, type Scenario, strangers, wrong } from "../step.ts";

const schema = {
  type: "object",
  properties: { n: { type: "integer" }, s: { type: "string", default: "d" }, choice: { enum: ["a", "b"] } },
  required: ["n"],
};
const values = [
  { n: 1 },
  {},
  { n: "text" },
  { n: null },
  { n: 1, s: 5, choice: "c" },
  { n: 1, more: true },
  { n: { __prefect_kind: "json", value: "1" } },
  { n: { __prefect_kind: "json", value: "{" } },
  { n: { __prefect_kind: "json" } },
  { n: { __prefect_kind: "jinja", template: "{{ 1 + 1 }}" } },
  { n: { __prefect_kind: "jinja", template: "{{" } },
  { n: { __prefect_kind: "workspace_variable", variable_name: "none" } },
  { n: { __prefect_kind: "workspace_variable", variable_name: "known" } },
  { n: { __prefect_kind: "none", value: 1 } },
  { n: { __prefect_kind: "nothing" } },
];
const schemas = [
  {},
  { type: "nonsense" },
  { $ref: "#/definitions/a", definitions: { a: { $ref: "#/definitions/a" } } },
  { properties: { n: { $ref: "#/definitions/missing" } } },
  { properties: 1 },
  { type: "object", properties: { n: { anyOf: [{ type: "string" }, { type: "null" }] } } },
  {
    type: "object",
    properties: { n: { type: "array", items: { type: "string" }, minItems: 1 } },
    additionalProperties: false,
  },
];

const both = { flow_ids: ["<flow>", "<other>", NOBODY] };

export const ui: Scenario = [
  { send: "POST /flows/", body: { name: "flow" }, keep: "flow" },
  { send: "POST /flows/", body: { name: "other" }, keep: "other" },
  { send: "POST /deployments/", body: { name: "one", flow_id: "<flow>" }, keep: "deployment" },
  { send: "POST /deployments/", body: { name: "two", flow_id: "<flow>" } },
  {
    send: "POST /flow_runs/",
    body: {
      flow_id: "<flow>",
      name: "due",
      state: { type: "SCHEDULED", state_details: { scheduled_time: "2100-01-01T00:00:00Z" } },
    },
    keep: "due",
  },
  { send: "POST /flow_runs/", body: { flow_id: "<flow>", name: "run", state: { type: "RUNNING" } }, keep: "run" },
  {
    send: "POST /task_runs/",
    body: { flow_run_id: "<run>", task_key: "t", dynamic_key: "0", name: "task", state: { type: "RUNNING" } },
    keep: "task",
  },
  {
    send: "POST /task_runs/",
    body: { flow_run_id: "<run>", task_key: "t", dynamic_key: "1", name: "done", state: { type: "COMPLETED" } },
    keep: "done",
  },
  {
    send: "POST /task_runs/",
    body: { flow_run_id: null, task_key: "t", dynamic_key: "2", name: "alone" },
    keep: "alone",
  },
  { send: "POST /variables/", body: { name: "known", value: 3 } },
  { send: "POST /ui/flows/count-deployments", body: both },
  ...wrong("POST /ui/flows/count-deployments", { flow_ids: [NOBODY] }),
  { send: "POST /ui/flows/next-runs", body: both },
  ...wrong("POST /ui/flows/next-runs", { flow_ids: [NOBODY] }),
  ...each("POST /ui/flows/next-runs", [{ flow_ids: [] }, { flow_ids: ["none"] }]),
  { send: "POST /ui/flow_runs/history", body: {}, unordered: true, hide: ["lateness", "duration"] },
  ...each(
    "POST /ui/flow_runs/history",
    [
      { sort: "EXPECTED_START_TIME_DESC" },
      { flow_runs: { name: { any_: ["run"] } } },
      { flows: { name: { any_: ["other"] } } },
      { limit: 0 },
      { limit: 1000, flow_runs: { name: { any_: ["run"] } } },
      { limit: 1001 },
      { limit: -1 },
      { offset: -1 },
      { offset: 100 },
      { sort: "NONE" },
      { flow_runs: 1 },
      { flow_runs: null },
    ],
    { hide: ["lateness", "duration"], unordered: true },
  ),
  { send: "POST /ui/flow_runs/count-task-runs", body: { flow_run_ids: ["<run>", "<due>", NOBODY] } },
  ...wrong("POST /ui/flow_runs/count-task-runs", { flow_run_ids: [NOBODY] }),
  ...each(
    "POST /ui/schemas/validate",
    values.map((value) => ({ schema, values: value })),
  ),
  ...each(
    "POST /ui/schemas/validate",
    schemas.map((other) => ({ schema: other, values: { n: 1 } })),
  ),
  ...wrong("POST /ui/schemas/validate", { schema, values: { n: 1 } }, { except: ["schema"] }),
  {
    send: "POST /ui/task_runs/dashboard/counts",
    body: { task_runs: { start_time: { after_: "2020-01-01T00:00:00Z", before_: "2020-01-02T00:00:00Z" } } },
  },
  ...each(
    "POST /ui/task_runs/dashboard/counts",
    [
      { task_runs: { start_time: { after_: "<now-3600>", before_: "<now+3600>" } } },
      { task_runs: {} },
      { task_runs: null },
      {},
      { task_runs: { start_time: { before_: "2020-01-01T00:00:00Z" } } },
      { task_runs: { start_time: { after_: "x" } } },
      { task_runs: 1 },
    ].slice(1),
  ),
  ...each("POST /ui/task_runs/count", [
    undefined,
    {},
    { task_runs: { state: { type: { any_: ["RUNNING"] } } } },
    { flow_runs: { name: { any_: ["run"] } } },
    { flows: { name: { any_: ["other"] } } },
    { task_runs: 1 },
    { task_runs: null },
  ]),
  { send: "GET /ui/task_runs/<task>" },
  { send: "GET /ui/task_runs/<done>" },
  { send: "GET /ui/task_runs/<alone>" },
  ...strangers("GET /ui/task_runs/{id}"),
];
