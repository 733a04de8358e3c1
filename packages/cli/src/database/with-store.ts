import type { OpenedStore } from "@prefect-ts/database/care/store";
import type { Report } from "@prefect-ts/database/care/progress";
import type { OpenOptions } from "@prefect-ts/database/options";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Context } from "../core/context.ts";
import { interruptible } from "../core/interruption.ts";
import { ProgressBar } from "./progress-bar.ts";

/** The database that the settings name. */
export interface Configured {
  readonly url: string;
  readonly options: OpenOptions;
  readonly settings: Settings;
}

/** Reads from the settings which database is meant. */
export async function configuredDatabase(context: Context): Promise<Configured> {
  const settings = context.settings();
  const { openOptions } = await import("@prefect-ts/database/options");
  return {
    settings,
    url: settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal(),
    options: openOptions(settings),
  };
}

/** Works on the database that the settings name, and closes it. */
export async function withStore<T>(
  context: Context,
  work: (opened: OpenedStore, settings: Settings) => Promise<T>,
): Promise<T> {
  const { url, options, settings } = await configuredDatabase(context);
  const { openStore } = await import("@prefect-ts/database/care/store");
  const opened = await openStore(url, options);
  try {
    return await work(opened, settings);
  } finally {
    await opened.close();
  }
}

/** Works with a progress bar, and takes it away; `cleanUp` is for work that must not leave behind what it has begun. */
export async function withProgress<T>(
  context: Context,
  work: (report: Report) => Promise<T>,
  cleanUp?: () => void,
): Promise<T> {
  const bar = new ProgressBar(context.terminal);
  const withBar = () => work(bar.report).finally(() => bar.end());
  if (!cleanUp) return await withBar();
  return await interruptible(withBar, () => {
    bar.end();
    cleanUp();
  });
}
