import { each, type Scenario, strangers } from "../step.ts";

const SCHEDULE = "11111111-1111-4111-8111-111111111111";
export const yearly = { interval: 31536000, anchor_date: "2020-01-01T00:00:00Z", timezone: "UTC" };

/** The schedules of deployments, by themselves. */
export const schedules: Scenario = [
  { send: "GET /deployments/<full>/schedules" },
  ...strangers("GET /deployments/{id}/schedules"),
  {
    send: "POST /deployments/<bare>/schedules",
    body: [{ schedule: yearly, active: false, slug: "more" }],
    keep: { more: "0.id" },
  },
  ...each("POST /deployments/<bare>/schedules", [
    [],
    [{}],
    {},
    null,
    [{ schedule: { cron: "x" } }],
    [{ schedule: yearly, slug: "more" }],
  ]),
  ...strangers("POST /deployments/{id}/schedules", [{ schedule: yearly }]),
  { send: "PATCH /deployments/<full>/schedules/<first>", body: { max_scheduled_runs: 4, parameters: { x: 6 } } },
  { send: "PATCH /deployments/<full>/schedules/<first>", body: { slug: "cron" } },
  { send: "PATCH /deployments/<full>/schedules/<first>", body: { schedule: { cron: "0 0 1 1 *" } } },
  ...each("PATCH /deployments/<full>/schedules/<first>", [
    {},
    { active: null },
    { active: "maybe" },
    { schedule: null },
    { schedule: {} },
    { slug: "UPPER" },
    { slug: null },
    { max_scheduled_runs: 0 },
    { max_scheduled_runs: 101 },
    { unknown: 1 },
    { parameters: { x: "text" } },
    { parameters: null },
    [],
    null,
  ]),
  { send: "GET /deployments/<full>/schedules" },
  ...strangers("PATCH /deployments/{id}/schedules/<first>", { active: false }),
  ...strangers("PATCH /deployments/<full>/schedules/{id}", { active: false }),
  { send: "DELETE /deployments/<full>/schedules/<third>" },
  { send: "DELETE /deployments/<full>/schedules/<third>" },
  ...strangers("DELETE /deployments/{id}/schedules/<first>"),
  { send: `PATCH /deployments/<bare>/schedules/${SCHEDULE}`, body: {} },
  {
    send: "POST /deployments/<bare>/schedule",
    body: { start_time: "2100-01-01T00:00:00Z", end_time: "2103-01-01T00:00:00Z", min_runs: 2, max_runs: 5 },
  },
  { send: "PATCH /deployments/<bare>/schedules/<more>", body: { active: true } },
  {
    send: "POST /deployments/<bare>/schedule",
    body: { start_time: "2100-01-01T00:00:00Z", end_time: "2103-01-01T00:00:00Z", min_runs: 2, max_runs: 5 },
  },
  {
    send: "POST /flow_runs/filter",
    body: { sort: "EXPECTED_START_TIME_ASC", flow_runs: { tags: { all_: ["auto-scheduled"] } } },
    hide: ["estimated_start_time_delta", "id", "idempotency_key"],
  },
  ...each("POST /deployments/<bare>/schedule", [
    { min_runs: "x" },
    { start_time: "x" },
    { min_time: -1, min_runs: 0, max_runs: 0 },
    { min_time: "PT1H", max_runs: 0 },
    { max_runs: null, start_time: "2100-01-01T00:00:00Z" },
  ]),
  ...strangers("POST /deployments/{id}/schedule"),
  { send: "POST /deployments/<bare>/pause_deployment" },
  { send: "GET /deployments/<bare>" },
  { send: "POST /flow_runs/count", body: { flow_runs: { tags: { all_: ["auto-scheduled"] } } } },
  { send: "POST /deployments/<bare>/resume_deployment" },
  { send: "GET /deployments/<bare>" },
  ...strangers("POST /deployments/{id}/pause_deployment"),
  ...strangers("POST /deployments/{id}/resume_deployment"),
];
