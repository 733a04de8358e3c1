import type { Session } from "@prefect-ts/database/database";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { orderingScope } from "./ordering.ts";

/** What there is to do from time to time, found with one query. */
export interface Chores {
  /** The same as long as no automation was made, changed or deleted. */
  version: string;
  /** Events that another server kept and did not handle. */
  leftEvents: boolean;
  /** Actions that whoever held them did not finish. */
  leftActions: boolean;
  /** Events that wait for others. */
  parkedEvents: boolean;
  /** Windows that ended long ago. */
  closedBuckets: boolean;
}

interface Moments {
  now: Timestamp;
  /** Events that were kept before count as left. */
  left: Timestamp;
  /** Windows that ended by then are closed. */
  closed: Timestamp;
}

export async function findChores({ db }: Session, { now, left, closed }: Moments): Promise<Chores> {
  const found = await db
    .selectNoFrom(({ selectFrom, exists }) => [
      selectFrom("automation")
        .select(({ fn }) => fn.countAll().as("count"))
        .as("count"),
      selectFrom("automation").select("updated").orderBy("updated", "desc").limit(1).as("updated"),
      exists(selectFrom("ts_pending_event").select("id").where("created", "<", left)).as("leftEvents"),
      exists(selectFrom("ts_triggered_action").select("id").where("claimed_until", "<", now)).as("leftActions"),
      exists(selectFrom("automation_event_follower").select("id").where("scope", "=", orderingScope)).as(
        "parkedEvents",
      ),
      exists(selectFrom("automation_bucket").select("id").where("end", "<=", closed)).as("closedBuckets"),
    ])
    .executeTakeFirstOrThrow();
  return {
    version: `${found.count} ${JSON.stringify(found.updated)}`,
    leftEvents: Boolean(found.leftEvents),
    leftActions: Boolean(found.leftActions),
    parkedEvents: Boolean(found.parkedEvents),
    closedBuckets: Boolean(found.closedBuckets),
  };
}
