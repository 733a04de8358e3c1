import type { Scenario } from "../step.ts";

const version = (value: string) => ({ headers: { "x-prefect-api-version": value } });

export const root: Scenario = [
  { send: "GET /health" },
  { send: "GET /version" },
  { send: "GET /hello" },
  { send: "GET /ready" },
  { send: "GET /admin/version" },
  ...["0.8.4", "0.8.0", "0.7.9", "0.9.0", "1.0.0", "0.8", "x", "", "0.8.4.1", "-1.0.0"].flatMap((value) => [
    { send: "POST /flows/count", body: {}, ...version(value) },
    { send: "GET /health", ...version(value) },
  ]),
  { send: "GET /version", ...version("0.1.0") },
  { send: "GET /hello", ...version("0.1.0") },
  { send: "GET /nothing" },
  { send: "GET /" },
  { send: "DELETE /health" },
  { send: "POST /health" },
  { send: "GET /csrf-token?client=me" },
  { send: "GET /csrf-token" },
  {
    send: "GET /collections/views/aggregate-worker-metadata",
    hide: ["description", "documentation_url", "install_command", "logo_url", "default_base_job_configuration"],
  },
  { send: "GET /collections/views/nothing" },
  { send: "POST /flows/", body: { name: "typed" }, headers: { "content-type": "text/plain" } },
  { send: "POST /flows/", body: { name: "typed" }, headers: { "content-type": "application/json; charset=utf-8" } },
  { send: "POST /flows/", body: { name: "typed" }, headers: { "content-type": "application/x-www-form-urlencoded" } },
  { send: "POST /flows/", raw: '\ufeff{"name": "bom"}' },
  { send: "POST /flows/", raw: '{"name": "twice", "name": "last"}' },
  { send: "POST /flows/", raw: '{"name": "nan", "labels": {"a": NaN}}' },
  { send: "POST /flows/", raw: '{"name": "infinite", "labels": {"a": Infinity}}' },
  { send: "POST /flows/", raw: '{"name": "\\ud800"}' },
  { send: "POST /flows/", raw: '{"name": "nul \\u0000"}' },
  { send: "POST /flows/", raw: "" },
  { send: "POST /flows/", raw: " " },
  { send: "POST /variables/", raw: `{"name": "deep", "value": ${"[".repeat(200)}${"]".repeat(200)}}` },
];
