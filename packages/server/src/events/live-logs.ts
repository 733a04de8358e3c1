import type { Transaction } from "@prefect-ts/database/database";
import type { Log } from "@prefect-ts/schemas/log";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Broker, Relay } from "./broker.ts";
import { LiveFeed } from "./live-feed.ts";

/** Log lines as this server and others keep them, for those who watch here. */
export class LiveLogs {
  private readonly feed = new LiveFeed<Log>();
  private readonly relay: Relay<Log>;
  /** Off, nobody is told anything, wherever they watch. */
  private readonly arePublished: boolean;

  constructor(settings: Settings, broker: Broker) {
    this.arePublished = settings.get("PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED");
    this.relay = broker.relayLogs((logs) => this.feed.publish(logs));
  }

  /** Hands on, once they are durable, the lines that a transaction keeps. */
  announce(tx: Transaction, logs: readonly Log[]): void {
    if (!this.arePublished) return;
    tx.afterCommit(() => this.feed.publish(logs));
    this.relay.announce(tx, logs);
  }

  /** Hands lines to `listener` as they come; answers how to stop. */
  watch(listener: (logs: readonly Log[]) => void): () => void {
    const stops = [this.feed.listen(listener), this.relay.watch()];
    return () => {
      for (const stop of stops) stop();
    };
  }
}
