import { each, filtered, NOBODY, paged, type Scenario, strangers, wrong } from "../step.ts";

const any = { unordered: true } as const;
const keys = (any_: readonly string[]) => ({ key: { any_ } });

const filters = (id: string) => [
  { key: { any_: ["report", "none"] } },
  { key: { any_: [] } },
  { key: { like_: "REP" } },
  { key: { like_: "r_port" } },
  { key: { exists_: true } },
  { key: { exists_: false } },
  { [id]: { any_: ["<second>", NOBODY] } },
  { [id]: { any_: ["none"] } },
  { flow_run_id: { any_: ["<run>"] } },
  { task_run_id: { any_: ["<task>"] } },
  { type: { any_: ["table"] } },
  { type: { not_any_: ["table"] } },
  { type: { not_any_: [] } },
  { operator: "or_", key: { any_: ["report"] }, type: { any_: ["progress"] } },
  { unknown: 1 },
  { key: 1 },
  null,
];

export const artifacts: Scenario = [
  { send: "POST /flows/", body: { name: "flow" }, keep: "flow" },
  { send: "POST /flow_runs/", body: { flow_id: "<flow>", name: "run" }, keep: "run" },
  {
    send: "POST /task_runs/",
    body: { flow_run_id: "<run>", task_key: "t", dynamic_key: "0", name: "task" },
    keep: "task",
  },
  {
    send: "POST /artifacts/",
    body: {
      key: "report",
      type: "markdown",
      description: "first",
      data: "# one",
      flow_run_id: "<run>",
      task_run_id: "<task>",
    },
    keep: "first",
  },
  {
    send: "POST /artifacts/",
    body: { key: "report", type: "table", data: [{ a: 1 }], metadata_: { x: "y" }, flow_run_id: "<run>" },
    keep: "second",
  },
  { send: "POST /artifacts/", body: {}, keep: "bare" },
  { send: "POST /artifacts/", body: { type: "progress", data: 0.5, key: null }, keep: "progress" },
  { send: "POST /artifacts/", body: { key: "zero", data: { n: 1.0, deep: [null] }, type: "custom" }, keep: "zero" },
  ...["one", "two", "three"].map((key) => ({ send: "POST /artifacts/", body: { key }, keep: key })),
  ...each(
    "POST /artifacts/",
    [
      ...["UPPER", "under_score", "with space", "x/y", "", "a\n"].map((key) => ({ key, data: 1 })),
      { flow_run_id: NOBODY, data: 1 },
      { task_run_id: NOBODY, data: 1 },
      { id: NOBODY, data: 1 },
    ],
    {},
  ),
  ...wrong(
    "POST /artifacts/",
    { key: "wrong", type: "t", description: "d", metadata_: { a: "b" }, flow_run_id: "<run>" },
    { required: [], except: [] },
  ),
  { send: "GET /artifacts/<first>" },
  ...strangers("GET /artifacts/{id}"),
  { send: "GET /artifacts/report/latest" },
  { send: "GET /artifacts/nobody/latest" },
  ...filtered("POST /artifacts/filter", "artifacts", filters("id"), any),
  ...filtered("POST /artifacts/latest/filter", "artifacts", filters("latest_id"), any),
  ...filtered("POST /artifacts/count", "artifacts", filters("id")),
  ...filtered("POST /artifacts/latest/count", "artifacts", filters("latest_id")),
  ...["", "latest/"].flatMap((kind) => [
    { send: `POST /artifacts/${kind}count` },
    ...each(
      `POST /artifacts/${kind}filter`,
      [
        { flow_runs: { name: { any_: ["run"] } }, artifacts: keys(["report"]) },
        { flows: { name: { any_: ["flow"] } }, artifacts: keys(["report"]) },
        { task_runs: { name: { any_: ["task"] } } },
        { deployments: { name: { any_: ["none"] } } },
      ],
      any,
    ),
    ...["KEY_ASC", "KEY_DESC", "CREATED_DESC", "UPDATED_DESC", "NONE", null].map((sort) => ({
      send: `POST /artifacts/${kind}filter`,
      body: { sort, artifacts: keys(["one", "two", "three"]) },
      ...(sort === null && any),
    })),
    ...paged(`POST /artifacts/${kind}filter`).map((step) => ({
      ...step,
      body: { ...Object(step.body), sort: "KEY_ASC", artifacts: keys(["one", "two", "three"]) },
      ...any,
    })),
  ]),
  { send: "PATCH /artifacts/<second>", body: { data: { new: true }, description: "changed", metadata_: { z: "1" } } },
  { send: "GET /artifacts/<second>" },
  { send: "GET /artifacts/report/latest" },
  ...each("PATCH /artifacts/<second>", [{}, { data: null }, { key: "other" }, { metadata_: 5 }]),
  { send: "GET /artifacts/<second>" },
  ...wrong("PATCH /artifacts/<first>", { description: "d", metadata_: { a: "b" } }, { required: [] }),
  ...strangers("PATCH /artifacts/{id}", { data: 1 }),
  { send: "DELETE /artifacts/<second>" },
  { send: "GET /artifacts/report/latest" },
  { send: "DELETE /artifacts/<first>" },
  { send: "GET /artifacts/report/latest" },
  { send: "DELETE /artifacts/<bare>" },
  ...strangers("DELETE /artifacts/{id}"),
];
