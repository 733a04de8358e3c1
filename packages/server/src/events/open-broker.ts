import type { Database } from "@prefect-ts/database/database";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Logger } from "pino";
import { type Broker, BrokerError } from "./broker.ts";
import { DatabaseBroker } from "./database-broker.ts";
import { memoryModule, redisModule } from "./messaging-modules.ts";

/** The broker that PREFECT_MESSAGING_BROKER names. Throws {@link BrokerError}. */
export async function openBroker(settings: Settings, database: Database, log: Logger): Promise<Broker> {
  const name = settings.get("PREFECT_SERVER_EVENTS_MESSAGING_BROKER");
  if (name === memoryModule) return new DatabaseBroker(database, log);
  if (name !== redisModule) {
    throw new BrokerError(
      `PREFECT_MESSAGING_BROKER names ${name}, which this server does not have: name ${redisModule} or leave it out`,
    );
  }
  // Who does without Redis need not load its client.
  const { RedisBroker } = await import("./redis/broker.ts");
  return await RedisBroker.open(settings, log);
}
