// `node benchmarks/validation.ts [--count 2000]`: what checking a body costs beside the work that it guards, on SQLite.
import { parseArgs } from "node:util";
import { compile } from "@prefect-ts/schemas/validation/compile";
import { routes } from "@prefect-ts/server/http/routes/index";
import { testContext } from "@prefect-ts/testing/database";

const { values: options } = parseArgs({ options: { count: { type: "string", default: "2000" } } });
const count = Number(options.count);
const context = await testContext();

/** An operation, served without HTTP. */
async function serve(path: string, body: unknown, params: Record<string, unknown> = {}) {
  const reply = await routeOf(path).serve({ params, query: {}, headers: {}, body }, context);
  return Object(reply.body);
}

function routeOf(path: string) {
  const route = routes.find((one) => one.method === "POST" && one.path === path);
  if (!route) throw new Error(`there is no route ${path}`);
  return route;
}

const now = () => new Date().toISOString();
const { id: flow } = await serve("/flows/", { name: "benchmark" });
const created = () => ({ flow_id: flow, state: { type: "SCHEDULED" }, parameters: { x: 1 }, tags: ["a"] });
const { id: run } = await serve("/flow_runs/", created());
const states = ["RUNNING", "PENDING"];
let turn = 0;

const workloads: { what: string; path: string; body: () => unknown; params?: Record<string, unknown>; of?: number }[] =
  [
    { what: "create a flow run", path: "/flow_runs/", body: created },
    {
      what: "set its state",
      path: "/flow_runs/{id}/set_state",
      body: () => ({ state: { type: states[turn++ % 2], message: "moved" }, force: true }),
      params: { id: run },
    },
    {
      what: "a page of flow runs",
      path: "/flow_runs/filter",
      body: () => ({ sort: "START_TIME_DESC", limit: 50, flow_runs: { state: { type: { any_: ["SCHEDULED"] } } } }),
    },
    {
      what: "100 log lines",
      path: "/logs/",
      body: () =>
        Array.from({ length: 100 }, (_, n) => {
          return { name: "bench", level: 20, message: `line ${n}`, timestamp: now(), flow_run_id: run };
        }),
      of: 10,
    },
  ];

const rows = [];
for (const { what, path, body, params, of = 1 } of workloads) {
  const bodies = Array.from({ length: Math.ceil(count / of) }, body);
  const schema = routeOf(path).body;
  if (!schema) throw new Error(`${path} takes no body`);
  const check = compile(schema);
  // Once before the clock runs, for the compiler.
  for (const one of bodies) check(one, ["body"]);
  for (const one of bodies.slice(0, 200)) await serve(path, one, params);
  let start = performance.now();
  for (const one of bodies) check(one, ["body"]);
  const checking = (performance.now() - start) / bodies.length;
  start = performance.now();
  for (const one of bodies) await serve(path, one, params);
  const all = (performance.now() - start) / bodies.length;
  rows.push({
    operation: what,
    "checking, µs": Math.round(checking * 1000),
    "all of it, µs": Math.round(all * 1000),
    share: `${((checking / all) * 100).toFixed(1)} %`,
  });
}
console.table(rows);
await context.close();
