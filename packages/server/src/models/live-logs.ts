import type { Session } from "@prefect-ts/database/database";
import type { Log } from "@prefect-ts/schemas/log";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";

/** The lines of these ids that there are, in any order. */
export const readLogsByIds = ({ db }: Session, ids: readonly string[]): Promise<Log[]> =>
  db.selectFrom("log").selectAll().where("id", "in", ids).execute();

/** The first lines that were kept after an instant. */
export const readLogsSince = ({ db }: Session, since: Timestamp, limit: number): Promise<Log[]> =>
  db.selectFrom("log").selectAll().where("updated", ">", since).orderBy("updated").limit(limit).execute();
