import type { Database } from "@prefect-ts/database/database";
import { DatabaseOpenError } from "@prefect-ts/database/errors";
import { progressLine } from "@prefect-ts/database/migrator/progress";
import { openDatabase } from "@prefect-ts/database/open";
import { openOptions } from "@prefect-ts/database/options";
import type { Settings } from "@prefect-ts/settings/settings";
import { type Level, type Logger, pino } from "pino";
import { type Broker, BrokerError, type SharedWork } from "./events/broker.ts";
import { openBroker } from "./events/open-broker.ts";
import { createContext, type ServerContext } from "./context.ts";
import { EventPipeline } from "./events/pipeline.ts";
import { AutomationEngine } from "./events/triggers/automation-engine.ts";
import { sendUnsentTransitions } from "./events/unsent-transitions.ts";
import { services, type RunningServices, startServices } from "./services/index.ts";
import { triggers } from "./services/triggers.ts";

/** The server cannot start; the message is one line that says why and what to do. */
export class StartError extends Error {
  override name = "StartError";
}

/** Python's names of the levels as pino has them. */
const logLevels: Record<string, Level> = {
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warn",
  ERROR: "error",
  CRITICAL: "fatal",
};

async function open(settings: Settings, print: (line: string) => void): Promise<Database> {
  try {
    return await openDatabase(settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal(), {
      ...openOptions(settings),
      onMigration: (progress) => progress.direction !== "create" && print(progressLine(progress)),
    });
  } catch (error) {
    if (error instanceof DatabaseOpenError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

async function connect(settings: Settings, database: Database, log: Logger): Promise<Broker> {
  try {
    return await openBroker(settings, database, log);
  } catch (error) {
    await database.close();
    if (error instanceof BrokerError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

/** Takes part in the work on events that other servers took in. */
function shareWork(sharedWork: SharedWork, events: EventPipeline, settings: Settings): void {
  const options = { foreignOnly: true };
  if (settings.get("PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED")) {
    sharedWork.consume("event-persister", (foreign) => events.keepShared(foreign), options);
  }
  if (settings.get("PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED")) {
    sharedWork.consume("task-run-recorder", (foreign) => events.recordShared(foreign), options);
  }
}

/** What every process that works on the database has, whether it serves the API, runs the services, or both. */
export interface Backend {
  readonly context: ServerContext;
  readonly database: Database;
  readonly events: EventPipeline;
  /** Sends what a process that was killed left unsent; from then on automations are told of events, or evaluated here. */
  begin(options: { evaluates: boolean }): Promise<void>;
  startServices(): RunningServices;
  close(): Promise<void>;
}

/** Opens the database, and makes it where there is none. Throws {@link StartError}. */
export async function openBackend(settings: Settings, print: (line: string) => void): Promise<Backend> {
  const database = await open(settings, print);
  const log = pino({ level: logLevels[settings.get("PREFECT_SERVER_LOGGING_LEVEL")] ?? "info" }, { write: print });
  const broker = await connect(settings, database, log);
  const { sharedWork } = broker;
  const events = new EventPipeline({ settings, database, log, broker });
  const context = createContext({ settings, database, events, log, broker });
  const automations = new AutomationEngine(context);
  return {
    context,
    database,
    events,
    async begin(options) {
      if (settings.get("PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED"))
        await automations.start(events, { ...options, sharedWork });
      if (sharedWork && options.evaluates) shareWork(sharedWork, events, settings);
      await sendUnsentTransitions(context);
    },
    startServices: () => startServices(context, [...services, triggers(automations)]),
    async close() {
      await sharedWork?.leave();
      await events.close();
      await automations.close();
      await broker.close();
      await database.close();
    },
  };
}
