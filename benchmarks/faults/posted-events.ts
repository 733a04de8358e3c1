import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@prefect-ts/database/database";
import { countBy, type Finding, notOnce } from "./findings.ts";
import type { RetryingClient } from "./retrying-client.ts";

const lanes = 4;
const largestBatch = 5;
const longestPauseMs = 100;
/** Of so many batches one has an event that automations wait for. */
const batchesToAFire = 10;

export const tick = "kills.tick";
export const fire = "kills.fire";
/** The label of the group that an event belongs to, and how many make a group. */
export const groupLabel = "kills.group";
export const groupSize = 5;

/** Events that are posted until they are taken, each time under the same id. */
export class PostedEvents {
  /** The ids of those that automations wait for, once they are taken. */
  readonly fired: string[] = [];
  private readonly taken: string[] = [];
  private readonly client: RetryingClient;
  private made = 0;
  private isStopped = false;
  private readonly posting: Promise<unknown>;

  constructor(client: RetryingClient) {
    this.client = client;
    this.posting = Promise.all(Array.from({ length: lanes }, () => this.post()));
  }

  async finish(): Promise<void> {
    this.isStopped = true;
    await this.posting;
  }

  async findings(database: Database): Promise<Finding[]> {
    const rows = await database.read(({ db }) =>
      db
        .selectFrom("events")
        .innerJoin("event_resources as resource", "resource.event_id", "events.id")
        .select(["events.id", "resource.resource_id"])
        .where("events.event", "in", [tick, fire])
        .execute(),
    );
    const known = new Set(this.taken);
    return [
      {
        what: "events that were taken, each once",
        found: known.size,
        wrong: [
          ...notOnce(
            countBy(rows, ({ id }) => id),
            known,
          ),
          ...rows.filter(({ id }) => !known.has(id)).map(({ id }) => `${id} was never posted`),
        ],
      },
    ];
  }

  private async post(): Promise<void> {
    for (let batch = 1; !this.isStopped; batch++) {
      await sleep(Math.random() * longestPauseMs);
      const names = Array.from({ length: Math.ceil(Math.random() * largestBatch) }, () => tick);
      if (batch % batchesToAFire === 0) names.push(fire);
      const events = names.map((event) => ({
        id: randomUUID(),
        event,
        occurred: new Date().toISOString(),
        resource: {
          "prefect.resource.id": "kills.poster",
          ...(event === fire && { [groupLabel]: String(Math.floor(this.made++ / groupSize)) }),
        },
      }));
      await this.client.expect("POST", "/events", events);
      this.taken.push(...events.map(({ id }) => id));
      this.fired.push(...events.filter(({ event }) => event === fire).map(({ id }) => id));
    }
  }
}
