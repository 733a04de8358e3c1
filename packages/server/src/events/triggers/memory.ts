import { RecentMap } from "@prefect-ts/database/recent-map";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ReceivedEvent } from "../received-event.ts";
import { LoadedAutomations } from "./loaded-automations.ts";

/** How far behind the present the events are that are being handled. */
class EventsClock {
  private latest: Timestamp | undefined;
  private seen: Timestamp | undefined;

  see({ occurred }: ReceivedEvent, now: Timestamp): void {
    const at = occurred.isAfter(now) ? now : occurred;
    if (!this.latest?.isAfter(at)) this.latest = at;
    this.seen = now;
  }

  /** The moment up to which events have been seen, if none came since the last. */
  at(now: Timestamp): Timestamp {
    return this.latest && this.seen ? now.plus(this.latest.since(this.seen)) : now;
  }
}

/** What those who evaluate triggers know; all of it can be read again from the database. */
export class TriggerMemory {
  readonly automations = new LoadedAutomations();
  /** Events that were kept as awaited, until they are handled. */
  readonly awaited = new Set<string>();
  /** Events whose followers need not wait. */
  readonly settled = new RecentMap<string, true>(20_000);
  /** Events that others wait for. */
  readonly leaders = new Set<string>();
  readonly clock = new EventsClock();
  /** When a proactive trigger is to be looked at again, by its id. */
  readonly nextRuns = new Map<string, Timestamp>();
}
