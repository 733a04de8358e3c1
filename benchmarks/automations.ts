// `npm run bench -- automations [--automations 1000] [--count 10000]`: what an event costs a server on SQLite, with automations and
// without. CPU is counted until all that follows from the events is done.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Database } from "@prefect-ts/database/database";
import { openDatabase } from "@prefect-ts/database/open";
import { Client, repeat } from "./load.ts";
import { sampleEvent } from "./sample-events.ts";
import { ServerProcess } from "./server-process.ts";

const { values: options } = parseArgs({
  options: { automations: { type: "string", default: "1000" }, count: { type: "string", default: "10000" } },
});
const count = Number(options.count);
const batchSize = 50;
const connections = 8;
const name = "bench.measured";
const hourSeconds = 3600;
const warmUp = 2000;

const sensorId = (target: string) => `bench.sensor.${target}`;
/** So many that it never fires. */
const never = { threshold: 1_000_000, within: hourSeconds };

/** Triggers that wait for events about a target. */
const kinds: readonly ((target: string) => object)[] = [
  (target) => ({ expect: ["bench.*"], match: { "prefect.resource.id": `bench.*.${target}` }, ...never }),
  (target) => ({
    expect: [name],
    match_related: { "prefect.resource.role": "sensor", "prefect.resource.id": sensorId(target) },
    ...never,
  }),
  (target) => ({
    expect: [name],
    match: { "prefect.resource.id": "bench.sensor.*", "bench.target": target },
    for_each: ["prefect.resource.id", "related:flow-run:prefect.resource.id"],
    ...never,
  }),
  (target) => ({
    expect: ["bench.?easured"],
    match: { "bench.target": [target, `!bench.*`] },
    match_related: { "prefect.resource.role": "flow" },
    ...never,
  }),
  (target) => ({
    posture: "Proactive",
    after: [name],
    expect: [name],
    match: { "bench.target": target },
    for_each: ["prefect.resource.id"],
    within: hourSeconds,
  }),
];

/** Of the automations, ten are for one target, one fires at once, and each of the others has a target of its own. */
const shared = 10;
const alone = Number(options.automations) - shared - 1;

async function automate(client: Client): Promise<void> {
  const create = (target: string, trigger: object) =>
    client.send("POST", "/automations/", {
      name: target,
      trigger: { type: "event", posture: "Reactive", ...trigger },
      actions: [{ type: "do-nothing" }],
    });
  for (let i = 0; i < alone + shared; i++) {
    const target = i < alone ? `${i}` : "shared";
    await create(target, kinds[i % kinds.length]?.(target) ?? {});
  }
  await create("alarm", { expect: [name], match: { "bench.target": "alarm" } });
}

/** What the events are about, by what waits for them. */
const targets: readonly { matches: string; of: (number: number) => string }[] = [
  { matches: "none", of: () => "unknown" },
  { matches: "one", of: (number) => `${number % alone}` },
  { matches: "ten", of: () => "shared" },
  { matches: "one, which fires", of: () => "alarm" },
];

async function untilHandled(database: Database): Promise<void> {
  const tables = ["ts_pending_event", "ts_triggered_action"] as const;
  const isHandled = () =>
    database.read(async ({ db }) => {
      for (const table of tables) if (await db.selectFrom(table).select("id").limit(1).executeTakeFirst()) return false;
      return true;
    });
  while (!(await isHandled())) await sleep(100);
}

/** Milliseconds of CPU an event, for each kind of them. */
async function costs(prepare: (client: Client) => Promise<void>): Promise<number[]> {
  const server = await ServerProcess.start();
  const client = new Client(server.url, connections);
  const database = await openDatabase(server.databaseUrl);
  await prepare(client);
  const send = async (events: number, targetOf: (number: number) => string) => {
    let made = 0;
    const event = () => {
      const { resource, related, ...rest } = sampleEvent(name, made);
      const target = targetOf(made++);
      const id = { "prefect.resource.id": sensorId(target) };
      return {
        ...rest,
        resource: { ...resource, ...id, "bench.target": target },
        related: [...related, { ...id, "prefect.resource.role": "sensor" }],
      };
    };
    const post = () => client.send("POST", "/events", Array.from({ length: batchSize }, event));
    await repeat(post, Math.ceil(events / batchSize), connections);
    await untilHandled(database);
  };
  await send(warmUp, () => "unknown");
  const found: number[] = [];
  for (const { of } of targets) {
    const before = server.cpuSeconds;
    await send(count, of);
    found.push(((server.cpuSeconds - before) * 1000) / count);
  }
  client.close();
  await database.close();
  await server.stop();
  return found;
}

const without = await costs(async () => {});
const with_ = await costs(automate);
console.table(
  targets.map(({ matches }, i) => {
    const [before = 0, after = 0] = [without[i], with_[i]];
    return {
      "automations that match": matches,
      "CPU ms without": Number(before.toFixed(3)),
      "CPU ms with": Number(after.toFixed(3)),
      "more ms": Number((after - before).toFixed(3)),
    };
  }),
);
