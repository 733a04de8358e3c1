import { DatabaseBusyError } from "@prefect-ts/database/errors";
import type { ServerContext } from "../context.ts";

/** Seconds, where the setting leaves them open. */
const longestWait = 60;

/**
 * What `work` answers, or DatabaseBusyError once the database has taken nothing for as long as a write may wait for it. The work
 * goes on: what it has taken in is not given up.
 */
export async function inTime<T>(work: Promise<T>, { settings }: ServerContext): Promise<T> {
  const seconds = settings.get("PREFECT_SERVER_DATABASE_TIMEOUT") ?? longestWait;
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DatabaseBusyError("The database takes nothing; try again later")),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
  }
}
