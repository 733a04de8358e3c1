// `node benchmarks/scheduler.ts [--deployments 10000]`: what a pass of the scheduler takes, by default on SQLite.
import { parseArgs } from "node:util";
import { DeploymentCreate } from "@prefect-ts/schemas/deployment";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { createDeployment } from "@prefect-ts/server/models/deployments";
import { createFlow } from "@prefect-ts/server/models/flows";
import { scheduler } from "@prefect-ts/server/services/scheduler";
import { testContext } from "@prefect-ts/testing/database";
import { sql } from "kysely";

const { values: options } = parseArgs({ options: { deployments: { type: "string", default: "10000" } } });
const count = Number(options.deployments);
const schedules = [
  { interval: 3600 },
  { cron: "30 6 * * *", timezone: "Europe/Paris" },
  { rrule: "FREQ=WEEKLY;BYDAY=MO,TH", timezone: "America/New_York" },
  { cron: "*/15 * * * *" },
];

const context = await testContext();
const { flow } = await context.write((tx) => createFlow(tx, { name: "scheduled", tags: [], labels: {} }));
for (let i = 0; i < count; i++) {
  const body = {
    name: `deployment ${i}`,
    flow_id: flow.id,
    schedules: [{ schedule: schedules[i % schedules.length] }],
  };
  await context.write((tx) => createDeployment(tx, parse(DeploymentCreate, body)));
}

const countRuns = () =>
  context.read(async ({ db }) => {
    const { n } = await db
      .selectFrom("flow_run")
      .select(({ fn }) => fn.countAll<number>().as("n"))
      .executeTakeFirstOrThrow();
    return n;
  });

async function pass(what: string) {
  const before = await countRuns();
  const start = performance.now();
  await scheduler.pass(context, new AbortController().signal);
  const ms = Math.round(performance.now() - start);
  return { pass: what, "new runs": (await countRuns()) - before, ms };
}

const first = await pass("nothing is planned yet");
const idle = await pass("nothing is due");
// An hour's share: one run of every hourly schedule, and of a few others.
await context.write((tx) =>
  sql`delete from flow_run where id in (select id from flow_run order by next_scheduled_start_time desc limit ${Math.round(count / 60)})`.execute(
    tx.db,
  ),
);
console.table([first, idle, await pass("a minute's share is due")]);
await context.close();
