import { each, filtered, NOBODY, paged, paginated, type Scenario, wrong } from "../step.ts";

const long = { unordered: true } as const;
export const names = (any_: readonly string[]) => ({ name: { any_ } });

const filters = [
  names(["plain", "keyed"]),
  { name: { like_: "KEYED" } },
  { name: { like_: "l_ng ag" } },
  names([]),
  { id: { any_: ["<plain>", NOBODY] } },
  { id: { not_any_: ["<plain>"] }, ...names(["plain", "keyed"]) },
  { tags: { all_: ["a"] }, ...names(["long ago", "running"]) },
  { tags: { all_: ["a", "b"] } },
  { tags: { any_: ["b", "first"] } },
  { tags: { any_: [] } },
  { tags: { is_null_: true }, ...names(["plain", "running"]) },
  { state: { type: { any_: ["COMPLETED"] } }, ...names(["long ago", "running"]) },
  { state: { type: { not_any_: ["PENDING", "SCHEDULED"] } }, ...names(["long ago", "running", "plain"]) },
  { state: { name: { any_: ["Custom"] } } },
  { state: { name: { not_any_: ["Custom"] } }, ...names(["long ago", "running"]) },
  {
    state: { operator: "or_", type: { any_: ["RUNNING"] }, name: { any_: ["Custom"] } },
    ...names(["long ago", "running"]),
  },
  { deployment_id: { any_: ["<deployment>"] } },
  { deployment_id: { is_null_: false } },
  { work_queue_name: { any_: ["default"] } },
  { work_queue_name: { is_null_: false } },
  { flow_version: { any_: ["1.0"] } },
  { start_time: { after_: "2099-01-01T00:00:00Z" } },
  { start_time: { before_: "2021-01-01T00:00:00Z" } },
  { start_time: { is_null_: true }, ...names(["plain", "running"]) },
  { end_time: { is_null_: false } },
  { expected_start_time: { before_: "2021-01-01T00:00:00Z" } },
  { next_scheduled_start_time: { before_: "2021-01-01T00:00:00Z" } },
  { idempotency_key: { any_: ["key"] } },
  { idempotency_key: { not_any_: ["key"] }, ...names(["keyed", "plain"]) },
  { parent_task_run_id: { is_null_: false } },
  { parent_flow_run_id: { any_: [NOBODY] } },
  { created_by: { is_null_: true }, ...names(["plain"]) },
  { operator: "or_", name: { any_: ["plain"] }, idempotency_key: { any_: ["key"] } },
  { name: 1 },
  { start_time: { before_: "x" } },
  { state: { type: { any_: ["NONE"] } } },
  { unknown: {} },
];

/** Runs found, counted and paged by each filter. */
export const finding: Scenario = [
  ...filtered("POST /flow_runs/filter", "flow_runs", filters, long),
  ...filtered("POST /flow_runs/count", "flow_runs", [...filters, null, {}]),
  { send: "POST /flow_runs/count" },
  ...each(
    "POST /flow_runs/filter",
    [
      { flows: { name: { any_: ["flow"] } }, flow_runs: names(["plain"]) },
      { flows: { name: { any_: ["other"] } } },
      { deployments: { name: { any_: ["deployment"] } } },
      { work_pools: { name: { any_: ["pool"] } } },
      { work_pool_queues: { name: { any_: ["default"] } } },
      { task_runs: { name: { any_: ["none"] } } },
      { sort: "NONE" },
    ],
    long,
  ),
  ...["START_TIME_ASC", "EXPECTED_START_TIME_ASC", "NAME_ASC", "NAME_DESC"].map((sort) => ({
    send: "POST /flow_runs/filter",
    body: { sort, flow_runs: names(["keyed", "long ago", "named state"]) },
  })),
  { send: "POST /flow_runs/filter", body: { sort: "END_TIME_DESC", flow_runs: { end_time: { is_null_: false } } } },
  ...["START_TIME_DESC", "EXPECTED_START_TIME_DESC", "NEXT_SCHEDULED_START_TIME_ASC"].map((sort) => ({
    send: "POST /flow_runs/paginate",
    body: { sort, flow_runs: names(["deployed", "named state"]), limit: 1 },
  })),
  ...paged("POST /flow_runs/filter").map((step) => ({
    ...step,
    body: { ...Object(step.body), sort: "NAME_ASC", flow_runs: names(["keyed", "long ago", "plain"]) },
  })),
  ...paginated("POST /flow_runs/paginate").map((step) => ({
    ...step,
    body: { ...Object(step.body), sort: "NAME_ASC", flow_runs: names(["keyed", "long ago", "plain"]) },
  })),
  ...each("POST /flow_runs/lateness", [
    { flow_runs: names(["nobody"]) },
    { flow_runs: 1 },
    { flows: { name: { any_: ["none"] } } },
    { work_pools: [] },
  ]),
  { send: "POST /flow_runs/lateness", body: { flow_runs: names(["plain"]) }, hide: [""] },
];

const span = {
  history_start: "2020-01-01T00:00:00Z",
  history_end: "2020-01-01T00:00:03Z",
  history_interval_seconds: 1,
};
export const history: Scenario = [
  { send: "POST /flow_runs/history", body: { ...span, flow_runs: names(["named state", "plain"]) } },
  { send: "POST /flow_runs/history", body: { ...span, flows: { name: { any_: ["none"] } } } },
  ...wrong("POST /flow_runs/history", span, { except: [] }),
  ...each("POST /flow_runs/history", [
    { ...span, history_interval_seconds: 0.5 },
    { ...span, history_interval_seconds: 1 },
    { ...span, history_interval_seconds: "PT1M" },
    { ...span, history_end: "2019-01-01T00:00:00Z" },
    { ...span, history_end: "2020-01-01T00:00:00Z" },
    { ...span, history_interval_seconds: 1e15 },
  ]),
];
