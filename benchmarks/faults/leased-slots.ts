import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@prefect-ts/database/database";
import type { Finding } from "./findings.ts";
import type { RetryingClient } from "./retrying-client.ts";

const lanes = 6;
const longestPauseMs = 300;
/** Seconds, as few as there may be: what nobody knows of for a lost answer, or gives back, is free after that. */
const lease_duration = 60;
/** The part of the leases that their holders forget. */
const forgotten = 0.05;
const limits = { "kills-wide": 1000, "kills-narrow": 4 } as const;
type Name = keyof typeof limits;

/** Slots of global limits that are taken with leases, given back, or forgotten. */
export class LeasedSlots {
  private readonly client: RetryingClient;
  private readonly held: Record<Name, number> = { "kills-wide": 0, "kills-narrow": 0 };
  private taken = 0;
  private readonly wrong: string[] = [];
  private isStopped = false;
  private taking: Promise<unknown> = Promise.resolve();

  private constructor(client: RetryingClient) {
    this.client = client;
  }

  static async start(client: RetryingClient): Promise<LeasedSlots> {
    for (const [name, limit] of Object.entries(limits))
      await client.expect("POST", "/v2/concurrency_limits/", { name, limit });
    const slots = new LeasedSlots(client);
    slots.taking = Promise.all([
      ...Array.from({ length: lanes }, () => slots.take("kills-wide")),
      ...Array.from({ length: lanes }, () => slots.take("kills-narrow")),
    ]);
    return slots;
  }

  async finish(): Promise<void> {
    this.isStopped = true;
    await this.taking;
  }

  /** Of all limits, those of deployments included, once all that was taken is given back or has run out. */
  async findings(database: Database): Promise<Finding[]> {
    const rows = await database.read(({ db }) =>
      db.selectFrom("concurrency_limit_v2").select(["name", "active_slots"]).execute(),
    );
    const leases = await database.read(({ db }) => db.selectFrom("ts_concurrency_lease").select(["id"]).execute());
    return [
      { what: "slots that were leased, no more than there are", found: this.taken, wrong: this.wrong },
      {
        what: "limits, no slot of theirs taken in the end",
        found: rows.length,
        wrong: rows.flatMap(({ name, active_slots: n }) => (n === 0 ? [] : [`${name}: ${n}`])),
      },
      { what: "leases in the end, none", found: leases.length, wrong: leases.map(({ id }) => id) },
    ];
  }

  private async take(name: Name): Promise<void> {
    while (!this.isStopped) {
      await sleep(Math.random() * longestPauseMs);
      const body = { names: [name], slots: 1, lease_duration, mode: "concurrency" };
      const { status, body: answer } = await this.client.send(
        "POST",
        "/v2/concurrency_limits/increment-with-lease",
        body,
      );
      if (status === 423) continue;
      if (status >= 300) this.wrong.push(`${name}: ${status} ${JSON.stringify(answer)}`);
      this.taken++;
      if (++this.held[name] > limits[name]) this.wrong.push(`${name}: ${this.held[name]} are held`);
      await sleep(Math.random() * longestPauseMs);
      this.held[name]--;
      if (Math.random() < forgotten) continue;
      const { lease_id } = answer;
      await this.client.expect("POST", "/v2/concurrency_limits/decrement-with-lease", { lease_id });
    }
  }
}
