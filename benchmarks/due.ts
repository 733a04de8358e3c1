// `npm run bench -- due [--seconds 30] [--rate 200] [--postgresql URL]`: from when a run is due to when a polling worker has set it
// Pending; first alone, then while so many runs a second go through their lives beside it.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Client, workloads } from "./load.ts";
import { ServerProcess } from "./server-process.ts";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    rate: { type: "string", default: "200" },
    postgresql: { type: "string" },
  },
});
const seconds = Number(options.seconds);
const duePerSecond = 20;
const pollEveryMs = 100;
/** How long before it is due a run is made. */
const aheadMs = { least: 1000, most: 2000 };
const livesAtOnce = 16;
const pool = "due";

/** Resolves at that time of the monotonic clock. */
const until = (at: number) => sleep(Math.max(0, at - performance.now()));

/** Calls `step` so often a second, as long as there is a lane free, until the signal; answers how often it did. */
async function pace(perSecond: number, lanes: number, signal: AbortSignal, step: () => Promise<unknown>) {
  const begin = performance.now();
  let next = 0;
  let done = 0;
  const lane = async () => {
    while (!signal.aborted) {
      await until(begin + (next++ * 1000) / perSecond);
      await step();
      done++;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}

/** Polls a pool, and sets what is due Pending. */
class Worker {
  /** Milliseconds from when a run was due to when it was Pending. */
  readonly lateness: number[] = [];
  private readonly client: Client;
  private readonly taken = new Set<string>();
  private readonly starting = new Set<Promise<void>>();

  constructor(client: Client) {
    this.client = client;
  }

  /** Until so many runs are Pending. */
  async work(runs: number): Promise<void> {
    for (let at = performance.now(); this.taken.size < runs; at += pollEveryMs) {
      await until(at);
      const body = { scheduled_before: new Date().toISOString(), limit: 200 };
      const answer = await this.client.send("POST", `/work_pools/${pool}/get_scheduled_flow_runs`, body);
      for (const { flow_run: run } of Object.values(answer).map(Object)) {
        if (this.taken.has(run.id)) continue;
        this.taken.add(run.id);
        this.starting.add(this.start(run.id, Date.parse(run.expected_start_time)));
      }
    }
    await Promise.all(this.starting);
  }

  private async start(id: string, due: number): Promise<void> {
    const answer = await this.client.send("POST", `/flow_runs/${id}/set_state`, { state: { type: "PENDING" } });
    if (answer["status"] !== "ACCEPT") throw new Error(`set_state: ${JSON.stringify(answer)}`);
    this.lateness.push(Date.now() - due);
  }
}

async function deploy(client: Client): Promise<string> {
  await client.send("POST", "/work_pools/", { name: pool, type: "process" });
  const { id: flow_id } = await client.send("POST", "/flows/", { name: "due" });
  const deployment = await client.send("POST", "/deployments/", { name: "due", flow_id, work_pool_name: pool });
  return String(deployment["id"]);
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}

async function measure(livesPerSecond: number) {
  const env: Record<string, string> =
    options.postgresql === undefined ? {} : { PREFECT_SERVER_DATABASE_CONNECTION_URL: options.postgresql };
  const server = await ServerProcess.start(env);
  const [client, others] = [new Client(server.url, 8), new Client(server.url, livesAtOnce)];
  const deployment = await deploy(client);
  const live = (await workloads(others))["whole lifecycle"] ?? (() => Promise.resolve());
  const stop = new AbortController();
  const begin = performance.now();
  const lives = livesPerSecond > 0 ? pace(livesPerSecond, livesAtOnce, stop.signal, live) : Promise.resolve(0);
  const worker = new Worker(client);
  const work = worker.work(seconds * duePerSecond);
  for (let made = 0; made < seconds * duePerSecond; made++) {
    await until(begin + (made * 1000) / duePerSecond);
    const ahead = aheadMs.least + Math.random() * (aheadMs.most - aheadMs.least);
    const scheduled_time = new Date(Date.now() + ahead).toISOString();
    const state = { type: "SCHEDULED", state_details: { scheduled_time } };
    await client.send("POST", `/deployments/${deployment}/create_flow_run`, { state });
  }
  await work;
  stop.abort();
  const perSecond = (await lives) / ((performance.now() - begin) / 1000);
  client.close();
  others.close();
  await server.stop();
  const [median, most] = [percentile(worker.lateness, 0.5), percentile(worker.lateness, 0.99)];
  return {
    "lives beside it, per second": Math.round(perSecond),
    runs: worker.lateness.length,
    "median ms": median,
    "99 % within ms": most,
    "beyond the poll's interval": most - pollEveryMs,
  };
}

console.table([await measure(0), await measure(Number(options.rate))]);
