// `npm run bench -- kills [--kills 50] [--only sqlite|postgresql]`: a server on SQLite, then two on one PostgreSQL, killed
// again and again while schedules, events, automations and leases go on. Exit code 1 where something was lost, doubled or leaked.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Database } from "@prefect-ts/database/database";
import { openDatabase } from "@prefect-ts/database/open";
import { type Finding, report, settled } from "./faults/findings.ts";
import { LeasedSlots } from "./faults/leased-slots.ts";
import { ownPostgresql } from "./faults/own-postgresql.ts";
import { PostedEvents } from "./faults/posted-events.ts";
import { Reactions } from "./faults/reactions.ts";
import { RetryingClient } from "./faults/retrying-client.ts";
import { ScheduledRuns } from "./faults/scheduled-runs.ts";
import { transitionFindings } from "./faults/transition-findings.ts";
import { ServerProcess } from "./server-process.ts";

const { values: options } = parseArgs({
  options: { kills: { type: "string", default: "50" }, only: { type: "string" } },
});
const kills = Number(options.kills);
const longestLifeMs = 5000;
const longestDeathMs = 500;
/** The part of the starts that end with another kill. */
const killedStarts = 0.3;
const longestStartMs = 1000;

const environment = {
  PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: "2",
  PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME: "PT30S",
  PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS: "2",
  PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY: "PT1S",
  PREFECT_SERVER_EVENTS_ALLOW_PRIVATE_URLS: "true",
  PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS: "1",
};

async function killAgainAndAgain(servers: readonly ServerProcess[]): Promise<void> {
  for (let count = 0; count < kills; count++) {
    await sleep(Math.random() * longestLifeMs);
    const victim = servers[Math.floor(Math.random() * servers.length)];
    if (!victim) return;
    await victim.kill();
    await sleep(Math.random() * longestDeathMs);
    victim.spawn();
    if (count + 1 < kills && Math.random() < killedStarts) {
      await sleep(Math.random() * longestStartMs);
      await victim.kill();
      victim.spawn();
      count++;
    }
    await victim.untilHealthy();
  }
}

/** Loads the servers while they are killed; what is wrong afterwards. */
async function trial(servers: readonly ServerProcess[], openHere: () => Promise<Database>): Promise<Finding[]> {
  const client = new RetryingClient(servers.map(({ url }) => url));
  const reactions = await Reactions.start(client);
  const slots = await LeasedSlots.start(client);
  const events = new PostedEvents(client);
  const runs = await ScheduledRuns.start(client);
  const begin = performance.now();
  await killAgainAndAgain(servers);
  const until = new Date();
  await Promise.all([slots.finish(), events.finish()]);
  const database = await openHere();
  await runs.finish(database, until);
  const statuses = [...client.statuses].map(([status, n]) => `${n} × ${status}`).join(", ");
  const seconds = Math.round((performance.now() - begin) / 1000);
  console.log(`${kills} kills in ${seconds} s; answers: ${statuses}; ${client.lost} connections refused or lost`);
  const findings = await settled(async () => [
    ...(await runs.findings(database, until)),
    ...(await events.findings(database)),
    ...(await reactions.findings(database, events.fired)),
    ...(await slots.findings(database)),
    ...(await transitionFindings(database)),
    { what: "answers that no client should get", found: client.failures.length, wrong: client.failures },
  ]);
  await database.close();
  await reactions.close();
  return findings;
}

async function onSqlite(): Promise<boolean> {
  const server = await ServerProcess.start(environment);
  return await judge([server], () => openDatabase(`sqlite+aiosqlite:///${server.home}/prefect.db`));
}

async function onPostgresql(): Promise<boolean> {
  const { cluster, end } = await ownPostgresql();
  const env = { ...environment, PREFECT_SERVER_DATABASE_CONNECTION_URL: cluster.url };
  const servers = [await ServerProcess.start(env), await ServerProcess.start(env)];
  const isWell = await judge(servers, () => openDatabase(cluster.url));
  await end({ isKept: !isWell });
  return isWell;
}

async function judge(servers: readonly ServerProcess[], openHere: () => Promise<Database>): Promise<boolean> {
  const isWell = report(await trial(servers, openHere));
  if (!isWell) console.error(`What the servers said: ${servers.map(({ log }) => log).join(", ")}`);
  await Promise.all(servers.map((server) => (isWell ? server.stop() : server.close())));
  return isWell;
}

const passes = new Map([
  ["sqlite", onSqlite],
  ["postgresql", onPostgresql],
]);
const chosen = options.only === undefined ? [...passes.keys()] : [options.only];
let isWell = true;
for (const name of chosen) {
  const pass = passes.get(name);
  if (!pass) throw new Error(`there is no pass on ${name}: name one of ${[...passes.keys()].join(", ")}`);
  console.log(name);
  isWell = (await pass()) && isWell;
}
process.exitCode = isWell ? 0 : 1;
