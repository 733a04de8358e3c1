import { each, filtered, NOBODY, paged, paginated, type Scenario, type Step, strangers, wrong } from "../step.ts";

const OWN = "11111111-1111-4111-8111-111111111111";
const task = (name: string, more: Record<string, unknown> = {}): Step => ({
  send: "POST /task_runs/",
  body: { flow_run_id: "<run>", task_key: "task", dynamic_key: name, name, ...more },
  keep: name,
});
const names = (any_: readonly string[]) => ({ name: { any_ } });
const three = { sort: "NAME_ASC", task_runs: names(["one", "two", "three"]) };

const creation: Scenario = [
  { send: "POST /flows/", body: { name: "flow" }, keep: "flow" },
  { send: "POST /flow_runs/", body: { flow_id: "<flow>", name: "run", state: { type: "RUNNING" } }, keep: "run" },
  task("one"),
  task("one", { name: "again", state: { type: "RUNNING" } }),
  task("two", {
    state: { type: "RUNNING", message: "go" },
    tags: ["b", "a"],
    labels: { team: "x" },
    task_version: "1",
    cache_key: "ck",
    cache_expiration: "2100-01-01T00:00:00Z",
    empirical_policy: { retries: 2, retry_delay: [1, 2.5], retry_jitter_factor: 0.5 },
    task_inputs: {
      x: [{ input_type: "task_run", id: "<one>" }],
    },
  }),
  task("three", { state: { type: "SCHEDULED", state_details: { scheduled_time: "2020-01-01T00:00:00Z" } } }),
  { send: "POST /task_runs/", body: { id: OWN, task_key: "own", dynamic_key: "0", flow_run_id: null, name: "own" } },
  {
    send: "POST /task_runs/",
    body: { id: OWN, task_key: "other", dynamic_key: "1", flow_run_id: null, name: "same id" },
  },
  { send: "POST /task_runs/", body: { task_key: "t", dynamic_key: "0", flow_run_id: NOBODY } },
  { send: "POST /task_runs/", body: { task_key: "alone", dynamic_key: "0" } },
  { send: "POST /task_runs/", body: { task_key: "alone", dynamic_key: "0", flow_run_id: null } },
  ...wrong(
    "POST /task_runs/",
    {
      flow_run_id: "<run>",
      task_key: "wrong",
      dynamic_key: "0",
      name: "wrongly",
      tags: ["a"],
      labels: {},
      task_inputs: {},
      empirical_policy: {},
      cache_key: "k",
      cache_expiration: "2100-01-01T00:00:00Z",
      state: { type: "PENDING" },
    },
    { required: ["flow_run_id", "task_key", "dynamic_key"] },
  ),
  ...each(
    "POST /task_runs/",
    [
      { x: [{ input_type: "flow_run", id: NOBODY }] },
      { y: [{ input_type: "parameter", name: "y" }], z: [{ input_type: "constant", type: "int" }] },
      { x: [{ input_type: "nothing" }] },
      { x: [{ id: NOBODY }] },
      { x: {} },
      { x: [{ input_type: "task_run", id: "none" }] },
      { x: [{ input_type: "parameter" }] },
    ].map((task_inputs) => ({
      flow_run_id: null,
      task_key: "inputs",
      dynamic_key: "0",
      name: "inputs",
      task_inputs,
    })),
  ),
  ...each(
    "POST /task_runs/",
    [
      { retry_delay: "x" },
      { retry_delay: Array.from({ length: 51 }, () => 1) },
      { retry_delay: [1, "x"] },
      { retry_jitter_factor: -1 },
      { retry_delay: 1.5 },
      { retries: -1 },
    ].map((empirical_policy, place) => ({
      flow_run_id: "<run>",
      task_key: "policy",
      dynamic_key: String(place),
      name: "policy",
      empirical_policy,
    })),
  ),
  task("long key", { cache_key: "k".repeat(2001) }),
];

const filters = [
  names(["one", "two"]),
  { name: { like_: "TW" } },
  names([]),
  { id: { any_: ["<one>"] } },
  { tags: { all_: ["a", "b"] } },
  { tags: { is_null_: true }, ...names(["one", "two"]) },
  { state: { type: { any_: ["RUNNING"] } } },
  { state: { name: { any_: ["Pending"] } }, ...names(["one", "two"]) },
  { start_time: { is_null_: false } },
  { start_time: { before_: "2021-01-01T00:00:00Z" } },
  { end_time: { is_null_: true }, ...names(["one"]) },
  { expected_start_time: { before_: "2021-01-01T00:00:00Z" } },
  { subflow_runs: { exists_: true } },
  { subflow_runs: { exists_: false }, ...names(["one"]) },
  { flow_run_id: { any_: ["<run>"] }, ...names(["one"]) },
  { flow_run_id: { is_null_: true } },
  { flow_run_id: { operator: "or_", any_: [NOBODY], is_null_: true } },
  { operator: "or_", ...names(["one"]), tags: { all_: ["a"] } },
  { name: 1 },
  { unknown: 1 },
  { state: { type: { any_: ["NONE"] } } },
  { flow_run_id: { any_: ["none"] } },
];

const span = {
  history_start: "2020-01-01T00:00:00Z",
  history_end: "2020-01-01T00:00:03Z",
  history_interval_seconds: 1,
};

const finding: Scenario = [
  { send: "GET /task_runs/<one>" },
  { send: "GET /task_runs/<two>" },
  ...strangers("GET /task_runs/{id}"),
  ...filtered("POST /task_runs/filter", "task_runs", filters, { unordered: true }),
  ...filtered("POST /task_runs/count", "task_runs", [...filters, null, {}]),
  { send: "POST /task_runs/count" },
  ...each("POST /task_runs/filter", [
    { flows: { name: { any_: ["flow"] } }, task_runs: names(["one"]) },
    { flow_runs: { name: { any_: ["run"] } }, task_runs: names(["one"]) },
    { deployments: { name: { any_: ["none"] } } },
    { sort: "START_TIME_ASC" },
  ]),
  ...[
    "EXPECTED_START_TIME_ASC",
    "EXPECTED_START_TIME_DESC",
    "NAME_DESC",
    "NEXT_SCHEDULED_START_TIME_ASC",
    "END_TIME_DESC",
  ].map((sort) => ({ send: "POST /task_runs/filter", body: { sort, task_runs: names(["three"]) } })),
  ...paged("POST /task_runs/filter").map((step) => ({ ...step, body: { ...Object(step.body), ...three } })),
  ...paginated("POST /task_runs/paginate").map((step) => ({ ...step, body: { ...Object(step.body), ...three } })),
  { send: "POST /task_runs/history", body: { ...span, task_runs: names(["three"]) } },
  ...wrong("POST /task_runs/history", span),
  { send: "POST /task_runs/history", body: { ...span, history_interval_seconds: 0.5 } },
];

const changes: Scenario = [
  { send: "PATCH /task_runs/<one>", body: { name: "renamed" } },
  { send: "GET /task_runs/<one>" },
  ...wrong("PATCH /task_runs/<one>", { name: "one" }, { required: ["name"] }),
  ...strangers("PATCH /task_runs/{id}", { name: "none" }),
  { send: "POST /task_runs/<one>/set_state", body: { state: { type: "RUNNING" } } },
  {
    send: "POST /task_runs/<one>/set_state",
    body: { state: { type: "COMPLETED", data: { type: "unpersisted" }, state_details: { cache_key: "ck2" } } },
  },
  { send: "GET /task_runs/<one>" },
  { send: "POST /task_runs/<one>/set_state", body: { state: { type: "RUNNING" } } },
  { send: "POST /task_runs/<one>/set_state", body: { state: { type: "RUNNING" }, force: true } },
  ...wrong("POST /task_runs/<one>/set_state", { state: { type: "FAILED" }, force: false }, { required: ["state"] }),
  ...strangers("POST /task_runs/{id}/set_state", { state: { type: "RUNNING" } }),
  { send: "GET /task_run_states/?task_run_id=<one>" },
  { send: "GET /task_run_states/?task_run_id=<two>", keep: { state: "0.id" } },
  { send: "GET /task_run_states/<state>" },
  ...strangers("GET /task_run_states/{id}"),
  ...strangers("GET /task_run_states/?task_run_id={id}"),
  { send: "GET /task_run_states/" },
  { send: "GET /flow_runs/<run>/graph", unordered: true },
  { send: "GET /flow_runs/<run>/graph-v2", hide: ["start_time", "end_time"], unordered: true },
  { send: "DELETE /task_runs/<one>" },
  { send: "GET /task_runs/<one>" },
  ...strangers("DELETE /task_runs/{id}"),
  { send: "POST /task_workers/filter" },
  ...each("POST /task_workers/filter", [
    {},
    { task_worker_filter: { task_keys: ["a"] } },
    { task_worker_filter: {} },
    { task_worker_filter: { task_keys: 1 } },
    null,
    [],
  ]),
];

export const taskRuns: Scenario = [...creation, ...finding, ...changes];
