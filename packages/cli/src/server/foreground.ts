import type { RunningServer } from "@prefect-ts/server/server";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Context } from "../core/context.ts";
import { stopSignal } from "./stop-signal.ts";
import { welcome } from "./welcome.ts";

/** Runs the server in this process until a signal closes it. */
export async function runInForeground(
  context: Context,
  settings: Settings,
  options: { services: boolean },
): Promise<void> {
  const stop = stopSignal();
  const { startServer } = await import("@prefect-ts/server/server");
  const server = await startServer({
    settings,
    host: settings.get("PREFECT_SERVER_API_HOST"),
    port: settings.get("PREFECT_SERVER_API_PORT"),
    services: options.services,
    log: (line) => context.warn(line.trimEnd()),
  });
  context.print(`${welcome(server)}\nPress Ctrl+C to stop.`);
  announce(server);
  await stop;
  await closeServer(server);
  context.print("Server stopped!");
}

/** Tells the process that started this one in the background, if one did. */
function announce({ url, database }: RunningServer): void {
  if (process.send === undefined) return;
  process.send({ url, database }, undefined, undefined, () => process.disconnect());
}

/** Closes the server; whatever keeps the event loop alive after that is no reason to stay. */
async function closeServer(server: RunningServer): Promise<void> {
  await server.close();
  setTimeout(() => process.exit(), 2_000).unref();
}
