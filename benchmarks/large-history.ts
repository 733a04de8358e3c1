// `node benchmarks/large-history.ts --url http://127.0.0.1:4200/api [--beside URL]`: what reads of a large history take, one at a
// time, on a server that is running; beside those of another. Milliseconds from a client, the best of `--times` and the median.
// With `--writes SECONDS`: what is left of the rate of writes while such reads run one after another, in turns with none.
import { parseArgs } from "node:util";
import { Client, workloads } from "./load.ts";

const { values: options } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:4200/api" },
    beside: { type: "string" },
    times: { type: "string", default: "7" },
    writes: { type: "string" },
  },
});

const day = 24 * 3600e3;
/** A read as it would be sent now: windows of time move on, as those of a dashboard do. */
type Read = () => { path: string; body: unknown };

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const runs = (body: unknown): Read => {
  return () => ({ path: "/flow_runs/filter", body });
};
const history = (days: number, of = "flow_runs", buckets = 120): Read => {
  return () => ({
    path: `/${of}/history`,
    body: {
      history_start: ago(days * day),
      history_end: ago(0),
      history_interval_seconds: Math.ceil((days * day) / 1000 / buckets),
    },
  });
};
const states = (...types: string[]) => ({ state: { type: { any_: types } } });
const newest = { sort: "START_TIME_DESC", limit: 50 };

const reads: Record<string, Read> = {
  "the newest 200 flow runs": runs({ sort: "START_TIME_DESC", limit: 200 }),
  "a page of two states": runs({ ...newest, flow_runs: states("FAILED", "CRASHED") }),
  "a page of no flow, by part of its name": runs({ ...newest, flows: { name: { like_: "none-such" } } }),
  "a page of one flow in twenty, by its name": runs({ ...newest, flows: { name: { any_: ["seeded-flow-7"] } } }),
  "a page of a tag": runs({ ...newest, flow_runs: { tags: { all_: ["etl"] } } }),
  "a page by part of the runs' names": runs({ ...newest, flow_runs: { name: { like_: "run-12345" } } }),
  "the third page of a week, with the count": () => ({
    path: "/flow_runs/paginate",
    body: { ...newest, page: 3, flow_runs: { expected_start_time: { after_: ago(7 * day) } } },
  }),
  "page 1,000": runs({ ...newest, limit: 10, offset: 10_000 }),
  "count by state": () => ({ path: "/flow_runs/count", body: { flow_runs: states("FAILED") } }),
  "count by tag": () => ({ path: "/flow_runs/count", body: { flow_runs: { tags: { all_: ["etl"] } } } }),
  "history of a day": history(1),
  "history of a week": history(7),
  "history of a month": history(30),
  "lateness of a state": () => ({ path: "/flow_runs/lateness", body: { flow_runs: states("FAILED") } }),
  "a page of task runs, by end": () => ({ path: "/task_runs/filter", body: { sort: "END_TIME_DESC", limit: 50 } }),
  "a page of a flow's task runs": () => ({
    path: "/task_runs/filter",
    body: { sort: "EXPECTED_START_TIME_DESC", limit: 50, flows: { name: { any_: ["seeded-flow-7"] } } },
  }),
  "history of 3 days' task runs": history(3, "task_runs"),
};

/** Sorted. */
async function take(client: Client, read: Read, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const { path, body } = read();
    const start = performance.now();
    await client.send("POST", path, body);
    taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b);
}

const rounded = (ms: number) => Number(ms.toFixed(ms < 10 ? 1 : 0));
const figures = (taken: number[]) => ({
  best: taken[0] ?? Number.NaN,
  median: taken[Math.floor(taken.length / 2)] ?? Number.NaN,
});

async function compareReads(): Promise<void> {
  const servers = [options.url, ...(options.beside ? [options.beside] : [])].map((url) => new Client(url, 1));
  const table: Record<string, Record<string, number | string>> = {};
  for (const [name, read] of Object.entries(reads)) {
    const found: ReturnType<typeof figures>[] = [];
    for (const client of servers) found.push(figures(await take(client, read, Number(options.times))));
    const [ours, other] = found;
    if (!ours) continue;
    table[name] = {
      "best, ms": rounded(ours.best),
      "median, ms": rounded(ours.median),
      ...(other && {
        "beside: best": rounded(other.best),
        "beside: median": rounded(other.median),
        ratio: `${(other.best / ours.best).toFixed(1)} ×`,
      }),
    };
  }
  console.table(table);
  for (const client of servers) client.close();
}

/** How many steps end in a second, on 8 connections. */
async function rate(step: () => Promise<unknown>, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  const lane = async () => {
    for (; performance.now() < end; done++) await step();
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return done / seconds;
}

const turns = 4;

async function compareWrites(seconds: number): Promise<void> {
  const writer = new Client(options.url, 8);
  const reader = new Client(options.url, 1);
  const table: Record<string, Record<string, number | string>> = {};
  const steps = await workloads(writer);
  for (const name of ["create a flow run", "whole lifecycle"]) {
    const step = steps[name];
    if (!step) continue;
    const [alone, beside]: [number[], number[]] = [[], []];
    let readsDone = 0;
    for (let turn = 0; turn < turns; turn++) {
      alone.push(await rate(step, seconds));
      let goOn = true;
      const reading = (async () => {
        for (let i = 0; goOn; i++) {
          const read = Object.values(reads)[i % Object.keys(reads).length];
          if (read) await take(reader, read, 1);
          readsDone++;
        }
      })();
      beside.push(await rate(step, seconds));
      goOn = false;
      await reading;
    }
    const mean = (rates: number[]) => rates.reduce((sum, one) => sum + one, 0) / rates.length;
    table[name] = {
      "alone, per second": rounded(mean(alone)),
      "beside reads": rounded(mean(beside)),
      left: `${Math.round((mean(beside) / mean(alone)) * 100)} %`,
      "reads per second": rounded(readsDone / (turns * seconds)),
    };
  }
  console.table(table);
  writer.close();
  reader.close();
}

if (options.writes) await compareWrites(Number(options.writes));
else await compareReads();
