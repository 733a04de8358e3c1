import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

type Heard = (message: string | null) => void;

const firstPauseMs = 200;
const longestPauseMs = 10_000;

/** The connection on which notifications arrive: there is one while anybody listens, and another when it is lost. */
export class Listener {
  private readonly config: pg.ClientConfig;
  private readonly channels = new Map<string, Set<Heard>>();
  private client: pg.Client | undefined;
  private connecting: Promise<void> | undefined;
  private readonly closing = new AbortController();

  constructor(config: pg.ClientConfig) {
    this.config = config;
  }

  add(channel: string, heard: Heard): () => void {
    const known = this.channels.get(channel);
    if (known) known.add(heard);
    else {
      this.channels.set(channel, new Set([heard]));
      // Where it fails, the connection is lost, and another hears all channels.
      if (this.client) this.hear(this.client, channel).catch(() => {});
      else this.connecting ??= this.connect();
    }
    return () => void this.channels.get(channel)?.delete(heard);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.connecting;
    await this.client?.end();
  }

  private async connect(): Promise<void> {
    for (let pause = firstPauseMs; !this.closing.signal.aborted; pause = Math.min(pause * 2, longestPauseMs)) {
      const client = new pg.Client(this.config);
      try {
        client.on("error", () => this.lost(client));
        client.on("end", () => this.lost(client));
        client.on("notification", ({ channel, payload }) => this.tell(channel, payload ?? ""));
        await client.connect();
        for (const channel of this.channels.keys()) await this.hear(client, channel);
        this.client = client;
        break;
      } catch {
        await sleep(pause, undefined, { signal: this.closing.signal }).catch(() => {});
      }
    }
    this.connecting = undefined;
    // What was told before now went unheard.
    for (const channel of this.channels.keys()) this.tell(channel, null);
  }

  private async hear(client: pg.Client, channel: string): Promise<void> {
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    if (!this.closing.signal.aborted) this.connecting ??= this.connect();
  }

  private tell(channel: string, message: string | null): void {
    for (const heard of this.channels.get(channel) ?? []) heard(message);
  }
}
