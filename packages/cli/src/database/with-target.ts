import type { OpenTarget } from "@prefect-ts/database/migrator/open-target";
import type { Context } from "../core/context.ts";
import { makeHome } from "../server/home.ts";

/** Works on the database that the settings name, and closes it. */
export async function withTarget<T>(context: Context, work: (opened: OpenTarget) => Promise<T>): Promise<T> {
  const settings = context.settings();
  const { openTarget } = await import("@prefect-ts/database/migrator/open-target");
  const { openOptions } = await import("@prefect-ts/database/options");
  const url = settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal();
  const opened = await openTarget(url, openOptions(settings));
  makeHome(settings.get("PREFECT_HOME"));
  try {
    return await work(opened);
  } finally {
    await opened.target.close();
  }
}

/** Says that what was done does not outlive the command, where that is so. */
export function warnOfMemory(context: Context, { inMemory }: OpenTarget): void {
  if (inMemory) context.warn("This database is in memory: it is lost as this command ends.");
}
