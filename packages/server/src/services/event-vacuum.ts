import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Tx } from "../context.ts";
import type { Service } from "./service.ts";
import { drain, vacuumBatch, vacuums } from "./vacuum.ts";

/** Events of a name, or of any, that occurred before an instant. */
interface Outdated {
  name: string | null;
  before: Timestamp;
}

/** What is kept for less than all events are, then all events. */
function outdated(settings: Settings): Outdated[] {
  const now = Timestamp.now();
  const retention = settings.get("PREFECT_SERVER_EVENTS_RETENTION_PERIOD");
  const overrides = settings.get("PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES");
  const shorter = Object.entries(overrides).filter(([, seconds]) => seconds < retention);
  return [
    ...shorter.map(([name, seconds]) => ({ name, before: now.plus(-seconds) })),
    { name: null, before: now.plus(-retention) },
  ];
}

async function deleteEvents(tx: Tx, { name, before }: Outdated, most: number): Promise<number> {
  const named = tx.db.selectFrom("events").select("id").where("occurred", "<", before).limit(most);
  const found = await (name === null ? named : named.where("event", "=", name)).execute();
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await tx.db.deleteFrom("event_resources").where("event_id", "in", ids).execute();
  await tx.db.deleteFrom("events").where("id", "in", ids).execute();
  return ids.length;
}

/** Resources whose event is gone. */
async function deleteResources(tx: Tx, before: Timestamp, most: number): Promise<number> {
  const outdatedRows = tx.db.selectFrom("event_resources").select("id").where("occurred", "<", before).limit(most);
  const { numDeletedRows } = await tx.db
    .deleteFrom("event_resources")
    .where("id", "in", outdatedRows)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Deletes events that are older than events are kept. */
export const eventVacuum: Service = {
  name: "event vacuum",
  setting: "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
  summary: "Deletes events that are older than events are kept.",
  isEnabled: (settings) =>
    vacuums(settings, "events") && settings.get("PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS"),
  async pass(context, signal) {
    const most = vacuumBatch(context.settings);
    for (const events of outdated(context.settings)) {
      await drain(context, signal, (tx) => deleteEvents(tx, events, most));
      if (events.name === null) await drain(context, signal, (tx) => deleteResources(tx, events.before, most));
    }
  },
};
