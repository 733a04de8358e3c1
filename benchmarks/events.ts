// `npm run bench -- events [--count 50000] [--burst 200000] [--only burst] [--postgresql URL] [--server COMMAND]`: events that are
// taken in and kept, each way on a server of its own. Exit code 1 where one is lost. `URL` is of a database that may be written to,
// `COMMAND` starts another server than this one, which may keep events after it has acknowledged them.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openDatabase } from "@prefect-ts/database/open";
import { EventSocket } from "./event-socket.ts";
import { Client, repeat } from "./load.ts";
import { sampleEvent } from "./sample-events.ts";
import { ServerProcess } from "./server-process.ts";

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "50000" },
    burst: { type: "string", default: "200000" },
    only: { type: "string" },
    postgresql: { type: "string" },
    server: { type: "string" },
  },
});
const count = Number(options.count);
const batchSize = 50;
const connections = 8;
/** Events after which the client in Python asks whether they are kept. */
const checkpointEvery = 700;
const warmUp = 2000;

/** Sends so many events of a name; resolves when all are kept. */
type Way = (url: string, name: string, events: number) => Promise<void>;

const overHttp: Way = async (url, name, events) => {
  const client = new Client(url, connections);
  let made = 0;
  const post = () =>
    client.send(
      "POST",
      "/events",
      Array.from({ length: batchSize }, () => sampleEvent(name, made++)),
    );
  await repeat(post, Math.ceil(events / batchSize), connections);
  client.close();
};

const overSockets =
  (sockets: number, checkpoint: number): Way =>
  async (url, name, events) => {
    let made = 0;
    await Promise.all(
      Array.from({ length: sockets }, async () => {
        const socket = await EventSocket.connect(url);
        for (let sent = 1; made < events; sent++) {
          await socket.send(sampleEvent(name, made++));
          if (sent % checkpoint === 0) await socket.confirm();
        }
        await socket.confirm();
        socket.close();
      }),
    );
  };

/** Longer than a server keeps events back that wait for company. */
const longestPauseMs = 15_000;

/** How many of the events of a name are kept once all are, or once no more of them come. */
async function untilKept(server: ServerProcess, name: string, events: number): Promise<number> {
  const database = await openDatabase(server.databaseUrl);
  const count = async () => {
    const { n } = await database.read(({ db }) =>
      db
        .selectFrom("events")
        .select(({ fn }) => fn.countAll<number | string>().as("n"))
        .where("event", "=", name)
        .executeTakeFirstOrThrow(),
    );
    return Number(n);
  };
  let kept = await count();
  for (let since = performance.now(); kept < events && performance.now() - since < longestPauseMs; ) {
    await sleep(100);
    const now = await count();
    if (now > kept) since = performance.now();
    kept = now;
  }
  await database.close();
  return kept;
}

async function measure(way: string, send: Way, events: number) {
  const env: Record<string, string> =
    options.postgresql === undefined ? {} : { PREFECT_SERVER_DATABASE_CONNECTION_URL: options.postgresql };
  const server = await ServerProcess.start(env, options.server?.split(" "));
  await send(server.url, "bench.warm-up", warmUp);
  await untilKept(server, "bench.warm-up", warmUp);
  const name = `bench.${randomUUID()}`;
  const cpu = server.cpuSeconds;
  const start = performance.now();
  await send(server.url, name, events);
  const kept = await untilKept(server, name, events);
  const seconds = (performance.now() - start) / 1000;
  const row = {
    way,
    events,
    lost: events - kept,
    seconds: Number(seconds.toFixed(1)),
    "per second": Math.round(events / seconds),
    "CPU ms": Number((((server.cpuSeconds - cpu) * 1000) / events).toFixed(3)),
    "peak MiB": server.peakResidentMiB,
  };
  await server.stop();
  return row;
}

const ways: { name: string; send: Way; events: number }[] = [
  { name: "http", send: overHttp, events: count },
  { name: "websocket", send: overSockets(1, checkpointEvery), events: count },
  { name: "websockets", send: overSockets(connections, checkpointEvery), events: count },
  { name: "burst", send: overSockets(connections, Number.POSITIVE_INFINITY), events: Number(options.burst) },
];
const rows = [];
for (const { name, send, events } of ways) {
  if (options.only !== undefined && !options.only.split(",").includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  rows.push(await measure(name, send, events));
}
console.table(rows);
process.exitCode = rows.every(({ lost }) => lost === 0) ? 0 : 1;
