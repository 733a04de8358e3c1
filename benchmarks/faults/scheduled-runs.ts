import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@prefect-ts/database/database";
import { countBy, type Finding, notOnce } from "./findings.ts";
import { propose } from "./flow-run-life.ts";
import type { RetryingClient } from "./retrying-client.ts";

const pool = "kills";
/** Seconds between the runs of each deployment. */
const intervals = [2, 3, 4, 5];
const limitedInterval = 3;
/** Runs of a new deployment are planned at once, so the first comes after one of them. */
const slackIntervals = 2;
const pollEveryMs = 300;
const longestRunMs = 600;
const anchor = new Date(Math.floor(Date.now() / 60_000) * 60_000);

interface Deployment {
  id: string;
  interval: number;
  /** Until when it has to have had its first run. */
  begun: number;
}

interface Polled {
  flow_run?: { id?: unknown; deployment_id?: unknown; expected_start_time?: unknown };
}

/** Deployments with schedules, one of which may run once at a time, and a worker that takes their runs. */
export class ScheduledRuns {
  private readonly client: RetryingClient;
  private readonly deployments: Deployment[] = [];
  private limited = "";
  /** Runs that the worker has taken, and whether they are over. */
  private readonly taken = new Map<string, boolean>();
  private readonly wrong: string[] = [];
  private runningLimited = 0;
  private isStopped = false;
  private readonly polling: Promise<void>;
  private readonly running = new Set<Promise<void>>();

  private constructor(client: RetryingClient) {
    this.client = client;
    this.polling = this.poll();
  }

  static async start(client: RetryingClient): Promise<ScheduledRuns> {
    await client.expect("POST", "/work_pools/", { name: pool, type: "process" });
    const runs = new ScheduledRuns(client);
    for (const interval of intervals) await runs.deploy(`every-${interval}`, interval);
    runs.limited = await runs.deploy("limited", limitedInterval, { concurrency_limit: 1 });
    return runs;
  }

  /** Until all runs that are due by `until` are over, then stops. */
  async finish(database: Database, until: Date): Promise<void> {
    for (let tries = 300; tries > 0 && (await this.unfinished(database, until)).length > 0; tries--) await sleep(200);
    this.isStopped = true;
    await this.polling;
    await Promise.all(this.running);
  }

  /** Of the runs that were due by `until`. */
  async findings(database: Database, until: Date): Promise<Finding[]> {
    const runs = (await this.planned(database)).filter(({ at }) => at <= until.getTime());
    const counts = countBy(runs, ({ deployment, at }) => `${deployment} ${new Date(at).toISOString()}`);
    const expected = this.deployments.flatMap(({ id, interval, begun }) => {
      const first = Math.min(begun, ...runs.filter(({ deployment }) => deployment === id).map(({ at }) => at));
      const instants: string[] = [];
      for (let at = first; at <= until.getTime(); at += interval * 1000)
        instants.push(`${id} ${new Date(at).toISOString()}`);
      return instants;
    });
    const known = new Set(expected);
    const unfinished = await this.unfinished(database, until);
    return [
      {
        what: "scheduled runs, one an instant",
        found: runs.length,
        wrong: [
          ...notOnce(counts, expected),
          ...[...counts.keys()].filter((key) => !known.has(key)).map((key) => `${key} is not of the schedule`),
        ],
      },
      { what: "scheduled runs that have not ended, none", found: unfinished.length, wrong: unfinished },
      { what: "transitions of the worker", found: this.taken.size, wrong: this.wrong },
    ];
  }

  private async deploy(name: string, interval: number, more: object = {}): Promise<string> {
    const { id: flow_id } = await this.client.expect("POST", "/flows/", { name: "kills" });
    const schedules = [{ schedule: { interval, anchor_date: anchor.toISOString() } }];
    const body = { name, flow_id, work_pool_name: pool, schedules, ...more };
    const id = String((await this.client.expect("POST", "/deployments/", body))["id"]);
    this.deployments.push({ id, interval, begun: Date.now() + slackIntervals * interval * 1000 });
    return id;
  }

  private async poll(): Promise<void> {
    for (; !this.isStopped; await sleep(pollEveryMs)) {
      const body = { scheduled_before: new Date().toISOString(), limit: 200 };
      const answer = await this.client.expect("POST", `/work_pools/${pool}/get_scheduled_flow_runs`, body);
      const polled: Polled[] = Object.values(answer).map((item) => Object(item));
      for (const { flow_run } of polled) {
        const id = String(flow_run?.id);
        if (this.taken.has(id)) continue;
        this.taken.set(id, false);
        const run = this.run(id, flow_run?.deployment_id === this.limited).finally(() => this.running.delete(run));
        this.running.add(run);
      }
    }
  }

  private async run(id: string, isLimited: boolean): Promise<void> {
    const pending = await propose(this.client, id, "PENDING");
    // Without a slot it waits: it is polled once more.
    if (isLimited && pending === "SCHEDULED") return void this.taken.delete(id);
    if (isLimited && ++this.runningLimited > 1) this.wrong.push(`${id} runs beside another that has the only slot`);
    const running = await propose(this.client, id, "RUNNING");
    await sleep(Math.random() * longestRunMs);
    if (isLimited) this.runningLimited--;
    const completed = await propose(this.client, id, "COMPLETED");
    const found = `${pending} ${running} ${completed}`;
    if (found !== "PENDING RUNNING COMPLETED") this.wrong.push(`${id}: ${found}`);
    this.taken.set(id, true);
  }

  private async planned(database: Database) {
    const rows = await database.read(({ db }) =>
      db
        .selectFrom("flow_run")
        .select(["id", "deployment_id", "expected_start_time", "idempotency_key", "state_type"])
        .where("auto_scheduled", "=", true)
        .execute(),
    );
    // Where a run had to wait for a slot, it is expected later than it was planned for; its key says when that was.
    return rows.map(({ id, deployment_id, idempotency_key, state_type }) => {
      const at = new Date((idempotency_key ?? "").split(" ").slice(3).join(" ")).getTime();
      return { id, deployment: deployment_id ?? "", at, state: state_type };
    });
  }

  private async unfinished(database: Database, until: Date): Promise<string[]> {
    const runs = await this.planned(database);
    return runs
      .filter(({ at, state }) => at <= until.getTime() && state !== "COMPLETED")
      .map(({ id, state }) => `${id} ${state}`);
  }
}
