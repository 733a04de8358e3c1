import { parseArgs } from "node:util";
import { Client, repeat, workloads } from "./load.ts";
import { rawSeconds } from "./raw-sqlite.ts";
import { ServerProcess } from "./server-process.ts";

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "5000" },
    connections: { type: "string", default: "8" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const count = Number(options.count);
const connections = Number(options.connections);

interface Row {
  workload: string;
  "per second": number;
  "CPU ms": number;
  "raw SQLite per second": number;
  "of raw": string;
  "raw, a commit each": number;
  "of that": string;
}

const share = (part: number, whole: number) => `${Math.round((part / whole) * 100)} %`;

async function measure(name: string): Promise<Row> {
  const server = await ServerProcess.start();
  const client = new Client(server.url, connections);
  try {
    const step = (await workloads(client))[name];
    if (!step) throw new Error(`no such workload: ${name}`);
    await repeat(step, Math.min(500, count), connections);
    const before = server.cpuSeconds;
    const seconds = await repeat(step, count, connections);
    const cpu = server.cpuSeconds - before;
    const raw = await rawSeconds(name, count, connections);
    return {
      workload: name,
      "per second": Math.round(count / seconds),
      "CPU ms": Number(((cpu * 1000) / count).toFixed(3)),
      "raw SQLite per second": Math.round(count / raw.joined),
      "of raw": share(raw.joined, seconds),
      "raw, a commit each": Math.round(count / raw.each),
      "of that": share(raw.each, seconds),
    };
  } finally {
    client.close();
    await server.stop();
  }
}

async function startAndMemory() {
  const server = await ServerProcess.start();
  const idle = server.residentMiB;
  const client = new Client(server.url, connections);
  for (const step of Object.values(await workloads(client))) await repeat(step, count, connections);
  const answer = {
    "start, seconds": server.startSeconds.toFixed(2),
    "idle, MiB": idle,
    "after the load, MiB": server.residentMiB,
  };
  client.close();
  await server.stop();
  return answer;
}

const names = options.only?.split(",") ?? ["create a flow run", "whole lifecycle", "read a flow run"];
const rows: Row[] = [];
for (const name of names) {
  process.stderr.write(`${name} …\n`);
  rows.push(await measure(name));
}
const process_ = await startAndMemory();
if (options.json) console.log(JSON.stringify({ rows, process: process_ }, null, 2));
else {
  console.table(rows);
  console.table([process_]);
}
