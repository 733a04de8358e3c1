import type { AddressInfo } from "node:net";
import type { Settings } from "@prefect-ts/settings/settings";
import type { FastifyInstance } from "fastify";
import { openBackend, StartError } from "./backend.ts";
import { createApp } from "./http/app.ts";
import { routes } from "./http/routes/index.ts";
import { registerSystemBlocks } from "./models/system-blocks.ts";
import { attachWebsockets } from "./http/websockets.ts";
import { settlePolls } from "./models/work-queue-polls.ts";

export interface ServerOptions {
  settings: Settings;
  host: string;
  port: number;
  /** Whether the background services run in this process. */
  services: boolean;
  log: (line: string) => void;
}

export interface RunningServer {
  /** Where the API is, such as `http://127.0.0.1:4200/api`. */
  url: string;
  /** The database, to print: a password is masked, and one that is not kept says so. */
  database: string;
  /** Answers what is in flight, then closes; nothing that was answered is lost. */
  close(): Promise<void>;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
    const address = app.server.address() as AddressInfo;
    return address.port;
  } catch (error) {
    const reasons: Record<string, string> = {
      EADDRINUSE: `Port ${port} on ${host} is taken: stop what listens there, or choose another with --port`,
      EACCES: `Port ${port} needs rights that this user has not: choose one above 1023 with --port`,
      EADDRNOTAVAIL: `${host} is not an address of this machine: choose another with --host`,
      ENOTFOUND: `The host name ${host} is not known: choose another with --host`,
    };
    const reason = reasons[String(codeOf(error))];
    throw reason ? new StartError(reason, { cause: error }) : error;
  }
}

/** Opens the database, makes it where there is none, and serves the API. Throws {@link StartError}. */
export async function startServer({
  settings,
  host,
  port,
  services,
  log: print,
}: ServerOptions): Promise<RunningServer> {
  const backend = await openBackend(settings, print);
  const { context, database, events } = backend;
  const app = createApp(context, routes);
  attachWebsockets(app, { context, events });
  try {
    await backend.begin({ evaluates: services });
    const boundPort = await listen(app, host, port);
    if (settings.get("PREFECT_SERVER_REGISTER_BLOCKS_ON_START")) await registerSystemBlocks(context);
    const running = services ? backend.startServices() : undefined;
    database.readAhead();
    const shownHost = host.includes(":") ? `[${host}]` : host;
    return {
      url: `http://${shownHost}:${boundPort}${settings.get("PREFECT_SERVER_API_BASE_PATH") ?? "/api"}`,
      database: database.inMemory
        ? `${database.printable} (in memory, for testing only: it ends with the server)`
        : database.printable,
      async close() {
        await running?.stop();
        await app.close();
        await settlePolls(context);
        await context.cleanups.caughtUp();
        await backend.close();
      },
    };
  } catch (error) {
    await app.close();
    await backend.close();
    throw error;
  }
}
