import { each, NOBODY, type Scenario, type Step, strangers, wrong } from "../step.ts";
import { finding, history, names } from "./flow-run-queries.ts";

const run = (name: string, more: Record<string, unknown> = {}): Step => ({
  send: "POST /flow_runs/",
  body: { flow_id: "<flow>", name, ...more },
  keep: name,
});

const setup: Scenario = [
  { send: "POST /flows/", body: { name: "flow" }, keep: "flow" },
  { send: "POST /flows/", body: { name: "other flow" }, keep: "other flow" },
  { send: "POST /work_pools/", body: { name: "pool", type: "process" }, keep: "pool" },
  {
    send: "POST /deployments/",
    body: { name: "deployment", flow_id: "<flow>", work_pool_name: "pool", version: "v" },
    keep: { deployment: "id", queue: "work_queue_id" },
  },
];

const creation: Scenario = [
  run("plain"),
  run("named state", { state: { type: "SCHEDULED", state_details: { scheduled_time: "2020-01-01T00:00:00Z" } } }),
  run("long ago", {
    state: { type: "COMPLETED", message: "done", name: "Custom" },
    tags: ["b", "a"],
    parameters: { a: 1, b: [null, 1.5], c: { d: "é" } },
    context: { k: 1 },
    flow_version: "1.0",
    labels: { team: "x", n: 1 },
    empirical_policy: { retries: 2, retry_delay: 10, retry_type: "in_process", other: 1 },
  }),
  run("keyed", { idempotency_key: "key", tags: ["first"] }),
  {
    send: "POST /flow_runs/",
    body: { flow_id: "<flow>", idempotency_key: "key", name: "other", state: { type: "RUNNING" } },
  },
  run("deployed", {
    deployment_id: "<deployment>",
    work_pool_name: "pool",
    work_queue_name: "default",
    job_variables: { image: "i" },
    state: { type: "SCHEDULED" },
  }),
  run("another flow", { flow_id: "<other flow>", deployment_id: "<deployment>" }),
  run("unkept result", { state: { type: "COMPLETED", data: { type: "unpersisted" } } }),
  run("in pool", { work_pool_name: "pool" }),
  run("in queue", { work_queue_name: "own queue", deployment_id: "<deployment>" }),
  run("nowhere", { work_pool_name: "no such pool" }),
  run("running", { state: { type: "RUNNING" }, tags: ["a"] }),
  { send: "POST /flow_runs/", body: { flow_id: "<flow>" } },
  { send: "POST /flow_runs/", body: { flow_id: NOBODY } },
  { send: "POST /flow_runs/", body: { flow_id: "<flow>", deployment_id: NOBODY } },
  { send: "POST /flow_runs/", body: { flow_id: "<flow>", parent_task_run_id: NOBODY } },
  ...wrong(
    "POST /flow_runs/",
    {
      flow_id: "<flow>",
      name: "wrongly",
      parameters: {},
      tags: ["wrong"],
      labels: {},
      context: {},
      idempotency_key: "wrong",
      empirical_policy: { retries: 1 },
      parent_task_run_id: null,
      deployment_id: null,
      job_variables: {},
      work_queue_name: null,
      state: { type: "PENDING" },
    },
    { required: ["flow_id"] },
  ),
  ...each(
    "POST /flow_runs/",
    [
      { type: "NONE" },
      { type: "PENDING", unknown: 1 },
      { name: "no type" },
      { type: "PENDING", state_details: { scheduled_time: "yesterday" } },
      { type: "PENDING", state_details: { unknown: 1 } },
      { type: "PENDING", name: 5 },
      { type: "PENDING", id: NOBODY },
      { type: "PENDING", timestamp: "2020-01-01T00:00:00Z" },
    ].map((state) => ({ flow_id: "<flow>", name: "odd state", idempotency_key: "odd", state })),
  ),
  ...each(
    "POST /flow_runs/",
    [
      { retries: "many" },
      { retries: 1.5 },
      { retry_delay: -1 },
      { pause_keys: ["a", "a"] },
      { pause_keys: "a" },
      { retry_type: "never" },
      { max_retries: 3, retry_delay_seconds: 5.5 },
    ].map((empirical_policy, place) => ({
      flow_id: "<flow>",
      name: "odd policy",
      idempotency_key: `odd ${place}`,
      empirical_policy,
    })),
  ),
];

const reading: Scenario = [
  { send: "GET /flow_runs/<plain>" },
  { send: "GET /flow_runs/<keyed>" },
  ...strangers("GET /flow_runs/{id}"),
  ...strangers("GET /flow_runs/{id}/graph"),
  ...strangers("GET /flow_runs/{id}/graph-v2"),
  { send: "GET /flow_runs/<running>/graph" },
  { send: "GET /flow_runs/<running>/graph-v2" },
  { send: "GET /flow_runs/<running>/graph-v2?since=2100-01-01T00:00:00Z" },
  { send: "GET /flow_runs/<running>/graph-v2?since=never" },
];

const changes: Scenario = [
  { send: "PATCH /flow_runs/<plain>", body: { name: "renamed", tags: ["x"], parameters: { p: 1 }, flow_version: "2" } },
  { send: "GET /flow_runs/<plain>" },
  ...each("PATCH /flow_runs/<plain>", [
    {},
    { job_variables: { a: 1 } },
    { infrastructure_pid: "12" },
    { empirical_policy: { retries: 4 } },
    { name: null },
    { state: { type: "RUNNING" } },
    { flow_id: "<flow>" },
  ]),
  { send: "GET /flow_runs/<plain>" },
  { send: "PATCH /flow_runs/<deployed>", body: { job_variables: { image: "other" } } },
  { send: "PATCH /flow_runs/<deployed>", body: { job_variables: null } },
  { send: "GET /flow_runs/<deployed>" },
  ...each("PATCH /flow_runs/<plain>", [{ name: 0 }, { name: {} }, { name: false }, { name: "plain" }]),
  ...wrong(
    "PATCH /flow_runs/<plain>",
    { name: "plain", tags: ["x"], parameters: {}, empirical_policy: {} },
    { required: [] },
  ),
  ...strangers("PATCH /flow_runs/{id}", { name: "none" }),
  { send: "PATCH /flow_runs/<plain>/labels", body: { a: 1, b: "c" } },
  { send: "PATCH /flow_runs/<plain>/labels", body: { a: 2 } },
  { send: "GET /flow_runs/<plain>" },
  ...each("PATCH /flow_runs/<plain>/labels", [{ a: [1] }, { a: null }, [], "x", null, {}, { a: { b: 1 } }]),
  { send: "GET /flow_runs/<plain>" },
  ...strangers("PATCH /flow_runs/{id}/labels", { a: 1 }),
];

const transitions: Scenario = [
  { send: "POST /flow_runs/<keyed>/set_state", body: { state: { type: "RUNNING", message: "go" } } },
  { send: "GET /flow_runs/<keyed>" },
  ...wrong(
    "POST /flow_runs/<keyed>/set_state",
    { state: { type: "PENDING", name: "Again" }, force: false },
    { required: ["state"] },
  ),
  ...each(
    "POST /flow_runs/<keyed>/set_state",
    [
      { type: "COMPLETED", data: { type: "unpersisted" } },
      { type: "RUNNING" },
      { type: "SCHEDULED", state_details: { scheduled_time: "2100-01-01T00:00:00Z" } },
      { type: "nothing" },
      { type: "RUNNING", state_details: { flow_run_id: "none" } },
      { type: "RUNNING", extra: 1 },
    ].map((state) => ({ state })),
  ),
  ...strangers("POST /flow_runs/{id}/set_state", { state: { type: "RUNNING" } }),
  {
    send: "POST /flow_runs/<running>/set_state",
    body: {
      state: { type: "PAUSED", state_details: { pause_key: "k", run_input_keyset: { response: "r", schema: "s" } } },
    },
  },
  { send: "POST /flow_runs/<running>/resume", body: { run_input: { x: 1 } } },
  { send: "POST /flow_runs/<running>/resume" },
  ...each("POST /flow_runs/<running>/resume", [{ run_input: 1 }, { run_input: null }, {}, []]),
  { send: "POST /flow_runs/<plain>/resume" },
  ...strangers("POST /flow_runs/{id}/resume"),
  {
    send: "POST /flow_runs/bulk_set_state",
    body: {
      flow_runs: { id: { any_: ["<keyed>", "<plain>"] } },
      state: { type: "FAILED", message: "all" },
      force: true,
    },
    unordered: true,
  },
  ...each("POST /flow_runs/bulk_set_state", [
    { flow_runs: names(["nobody"]), state: { type: "FAILED" } },
    { flow_runs: names(["keyed"]) },
    { flow_runs: names(["keyed"]), state: null },
    { flow_runs: names(["keyed"]), state: { type: "RUNNING" }, limit: 0 },
    { flow_runs: names(["keyed"]), state: { type: "RUNNING" }, limit: 51 },
    { flow_runs: names(["keyed"]), state: { type: "RUNNING" }, force: "perhaps" },
    { flow_runs: { name: 1 }, state: { type: "RUNNING" } },
    { flow_runs: names(["long ago"]), state: { type: "COMPLETED" } },
  ]),
];

const inputs: Scenario = [
  { send: "POST /flow_runs/<running>/input", body: { key: "k-1", value: '"v"', sender: "prefect.flow-run.x" } },
  { send: "POST /flow_runs/<running>/input", body: { key: "k-1", value: "again" } },
  { send: "POST /flow_runs/<running>/input", body: { key: "k-2", value: "2" } },
  { send: "POST /flow_runs/<running>/input", body: { key: "with space", value: "2" } },
  { send: "POST /flow_runs/<running>/input", body: { key: "a/b", value: "2" } },
  ...wrong(
    "POST /flow_runs/<running>/input",
    { key: "wrong", value: "v", sender: "s" },
    { required: ["key", "value"] },
  ),
  ...strangers("POST /flow_runs/{id}/input", { key: "k", value: "v" }),
  { send: "GET /flow_runs/<running>/input/k-1" },
  { send: "GET /flow_runs/<running>/input/none" },
  ...strangers("GET /flow_runs/{id}/input/k-1"),
  ...each("POST /flow_runs/<running>/input/filter", [
    { prefix: "k", limit: 10 },
    { prefix: "k" },
    { prefix: "" },
    { prefix: "k", limit: 10, exclude_keys: ["k-1"] },
    { prefix: "K", limit: 10 },
    { prefix: "k_", limit: 10 },
    { prefix: "k", limit: 0 },
    { prefix: "k", limit: -1 },
    { prefix: "k", limit: 1000 },
  ]),
  ...wrong(
    "POST /flow_runs/<running>/input/filter",
    { prefix: "k", limit: 1, exclude_keys: ["k-2"] },
    { required: ["prefix"] },
  ),
  ...strangers("POST /flow_runs/{id}/input/filter", { prefix: "k" }),
  { send: "DELETE /flow_runs/<running>/input/k-1" },
  { send: "DELETE /flow_runs/<running>/input/k-1" },
  ...strangers("DELETE /flow_runs/{id}/input/k-1"),
];

const logs: Scenario = [
  {
    send: "POST /logs/",
    body: ["one", 'two, "quoted"', "three\nlines"].map((message, place) => ({
      name: "logger",
      level: 20 + place,
      message,
      timestamp: `2020-01-01T00:00:0${place}Z`,
      flow_run_id: "<running>",
    })),
  },
  { send: "GET /flow_runs/<running>/logs/download" },
  { send: "GET /flow_runs/<keyed>/logs/download" },
  ...strangers("GET /flow_runs/{id}/logs/download"),
];

const states: Scenario = [
  { send: "GET /flow_run_states/?flow_run_id=<running>" },
  { send: "GET /flow_run_states/?flow_run_id=<keyed>", keep: { state: "0.id" } },
  { send: "GET /flow_run_states/<state>" },
  ...strangers("GET /flow_run_states/{id}"),
  ...strangers("GET /flow_run_states/?flow_run_id={id}"),
  { send: "GET /flow_run_states/" },
  { send: "GET /flow_run_states" },
];

const deletion: Scenario = [
  { send: "DELETE /flow_runs/<plain>" },
  { send: "GET /flow_runs/<plain>" },
  ...strangers("DELETE /flow_runs/{id}"),
  ...each(
    "POST /flow_runs/bulk_delete",
    [
      { flow_runs: names(["nobody"]) },
      { flow_runs: { id: { any_: ["<keyed>", NOBODY] } } },
      { limit: 0 },
      { limit: 51 },
      { limit: null },
      { flow_runs: { name: 1 } },
    ],
    { unordered: true },
  ),
  { send: "GET /flow_runs/<keyed>" },
];

/** A key is known within its flow alone. */
const keys: Scenario = [
  { send: "POST /flows/", body: { name: "another" }, keep: "another" },
  ...each("POST /flow_runs/", [
    { flow_id: "<flow>", idempotency_key: "shared", name: "of one" },
    { flow_id: "<another>", idempotency_key: "shared", name: "of another" },
    { flow_id: "<another>", idempotency_key: "shared", name: "again", tags: ["new"], state: { type: "RUNNING" } },
  ]),
];

export const flowRuns: Scenario = [
  ...setup,
  ...creation,
  ...reading,
  ...finding,
  ...history,
  ...changes,
  ...transitions,
  ...inputs,
  ...logs,
  ...states,
  ...deletion,
  ...keys,
];
