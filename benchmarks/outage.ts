// `npm run bench -- outage [--minutes 5] [--runs 2000]`: two servers on a PostgreSQL that is stopped and started again
// every ten seconds. Exit code 1 where a run was lost, doubled or left behind, or its events do not tell of it.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Database } from "@prefect-ts/database/database";
import { openDatabase } from "@prefect-ts/database/open";
import { countBy, type Finding, notOnce, report, settled } from "./faults/findings.ts";
import { life, propose } from "./faults/flow-run-life.ts";
import { ownPostgresql } from "./faults/own-postgresql.ts";
import { RetryingClient } from "./faults/retrying-client.ts";
import { transitionFindings } from "./faults/transition-findings.ts";
import { ServerProcess } from "./server-process.ts";

const { values: options } = parseArgs({
  options: { minutes: { type: "string", default: "5" }, runs: { type: "string", default: "2000" } },
});
const durationMs = Number(options.minutes) * 60_000;
const runs = Number(options.runs);
const everyMs = 10_000;
const longestDownMs = 4000;
/** How long a run stays in a state at most: most of them see an outage. */
const longestStateMs = 4000;

const { cluster, end } = await ownPostgresql();
const env = { PREFECT_SERVER_DATABASE_CONNECTION_URL: cluster.url };
const servers = [await ServerProcess.start(env), await ServerProcess.start(env)];
const client = new RetryingClient(servers.map(({ url }) => url));
const { id: flow_id } = await client.expect("POST", "/flows/", { name: "outage" });
const begin = performance.now();
const wrong: string[] = [];

async function oneLife(index: number): Promise<void> {
  await sleep((index / runs) * durationMs);
  const idempotency_key = randomUUID();
  const state = { type: "SCHEDULED", state_details: { scheduled_time: new Date().toISOString() } };
  const { id } = await client.expect("POST", "/flow_runs/", { flow_id, idempotency_key, state });
  for (const type of life) {
    await sleep(Math.random() * longestStateMs);
    const found = await propose(client, String(id), type);
    if (found !== type) wrong.push(`${id} is ${found}, not ${type}`);
  }
}

async function outages(): Promise<number> {
  let count = 0;
  for (; performance.now() - begin < durationMs; count++) {
    const downMs = Math.random() * longestDownMs;
    await sleep(everyMs - downMs);
    await cluster.stop(count % 2 === 0 ? "immediate" : "fast");
    await sleep(downMs);
    await cluster.start();
  }
  return count;
}

async function runFindings(database: Database): Promise<Finding[]> {
  const rows = await database.read(({ db }) =>
    db.selectFrom("flow_run").select(["id", "state_type", "run_count"]).execute(),
  );
  const states = await database.read(({ db }) =>
    db.selectFrom("flow_run_state").select(["flow_run_id", "type"]).execute(),
  );
  const expected = rows.flatMap(({ id }) => ["SCHEDULED", ...life].map((type) => `${id} ${type}`));
  const left = rows.filter(({ state_type, run_count }) => state_type !== "COMPLETED" || run_count !== 1);
  return [
    { what: "runs", found: rows.length, wrong: rows.length === runs ? [] : [`${runs} were made`] },
    { what: "runs that have not ended, none", found: left.length, wrong: left.map(({ id }) => id) },
    {
      what: "states, each once",
      found: states.length,
      wrong: [
        ...notOnce(
          countBy(states, (state) => `${state.flow_run_id} ${state.type}`),
          expected,
        ),
        ...(states.length === expected.length ? [] : [`${expected.length} are expected`]),
      ],
    },
  ];
}

const [count] = await Promise.all([outages(), ...Array.from({ length: runs }, (_, index) => oneLife(index))]);
const seconds = Math.round((performance.now() - begin) / 1000);
const database = await openDatabase(cluster.url);
const statuses = [...client.statuses].map(([status, n]) => `${n} × ${status}`).join(", ");
console.log(`${count} outages in ${seconds} s; answers: ${statuses}; ${client.lost} connections lost`);
const isWell = report([
  ...(await runFindings(database)),
  ...(await settled(() => transitionFindings(database))),
  { what: "states answered", found: runs * life.length, wrong },
  { what: "answers below 500, or 503 with Retry-After", found: runs, wrong: client.failures },
  {
    what: "servers that still run",
    found: 2,
    wrong: servers.filter(({ isRunning }) => !isRunning).map(({ log }) => log),
  },
]);
await database.close();
if (!isWell) console.error(`What the servers said: ${servers.map(({ log }) => log).join(", ")}`);
await Promise.all(servers.map((server) => (isWell ? server.stop() : server.close())));
await end({ isKept: !isWell });
process.exitCode = isWell ? 0 : 1;
