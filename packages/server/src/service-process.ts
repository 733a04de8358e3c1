import type { Settings } from "@prefect-ts/settings/settings";
import { openBackend } from "./backend.ts";

/** The background services in a process without the API. */
export interface RunningServiceProcess {
  /** Those that the settings enable. */
  readonly names: readonly string[];
  close(): Promise<void>;
}

/** Runs the background services on the database that the settings name. Throws StartError. */
export async function startServiceProcess(
  settings: Settings,
  log: (line: string) => void,
): Promise<RunningServiceProcess> {
  const backend = await openBackend(settings, log);
  try {
    await backend.begin({ evaluates: true });
  } catch (error) {
    await backend.close();
    throw error;
  }
  const services = backend.startServices();
  return {
    names: services.names,
    async close() {
      await services.stop();
      await backend.close();
    },
  };
}
