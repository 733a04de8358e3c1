import type { Settings } from "@prefect-ts/settings/settings";
import { Redis, type RedisOptions } from "ioredis";
import type { Logger } from "pino";
import { BrokerError } from "../broker.ts";

/** Milliseconds between two attempts to connect, at most. */
const longestPauseMs = 5000;
const defaultTimeoutMs = 10_000;
/** How long a server that starts waits for Redis. */
const startTimeoutMs = 2000;

const urlSetting = "PREFECT_REDIS_MESSAGING_URL";

function optionsFromUrl(text: string): RedisOptions {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol.endsWith("+cluster:")) {
    throw new BrokerError(`${urlSetting} names a Redis Cluster, which cannot be used: name a single Redis`);
  }
  if (url?.protocol !== "redis:" && url?.protocol !== "rediss:") {
    throw new BrokerError(`${urlSetting} is no URL of a Redis: write redis://user:password@host:6379/0`);
  }
  const db = url.searchParams.get("db") ?? url.pathname.slice(1);
  if (!/^\d*$/.test(db)) throw new BrokerError(`${urlSetting} names the database ${db}: write its number`);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1") || "localhost",
    port: Number(url.port || 6379),
    db: Number(db),
    ...(url.password && {
      username: decodeURIComponent(url.username) || "default",
      password: decodeURIComponent(url.password),
    }),
    ...(url.protocol === "rediss:" && { tls: {} }),
  };
}

function optionsFromParts(settings: Settings): RedisOptions {
  const password = settings.get("PREFECT_REDIS_MESSAGING_PASSWORD")?.reveal();
  return {
    host: settings.get("PREFECT_REDIS_MESSAGING_HOST"),
    port: settings.get("PREFECT_REDIS_MESSAGING_PORT"),
    db: settings.get("PREFECT_REDIS_MESSAGING_DB"),
    ...(password && { username: settings.get("PREFECT_REDIS_MESSAGING_USERNAME"), password }),
    ...(settings.get("PREFECT_REDIS_MESSAGING_SSL") && { tls: {} }),
  };
}

/** Throws {@link BrokerError}. */
export function redisOptions(settings: Settings): RedisOptions {
  const url = settings.get(urlSetting)?.reveal();
  const connectTimeout = settings.get("PREFECT_REDIS_MESSAGING_SOCKET_CONNECT_TIMEOUT");
  return {
    ...(url ? optionsFromUrl(url) : optionsFromParts(settings)),
    connectTimeout: connectTimeout === null ? defaultTimeoutMs : connectTimeout * 1000,
    retryStrategy: (times) => Math.min(times * 200, longestPauseMs),
  };
}

/** What ioredis throws at commands whose connection was lost, by name or by how the message begins. */
const losses = ["MaxRetriesPerRequestError", "AbortError", "Connection is closed", "Stream isn't writeable"];

/** The connections of this server to one Redis. It says once when Redis goes away, and once when it is back. */
export class RedisLink {
  /** For commands that are answered at once: they fail while Redis is away. */
  readonly control: Redis;
  private readonly options: RedisOptions;
  private readonly timeoutMs: number;
  private readonly log: Logger;
  private readonly address: string;
  private readonly readers = new Set<Redis>();
  private isDown = false;
  private isClosing = false;

  constructor(settings: Settings, log: Logger) {
    this.options = redisOptions(settings);
    this.log = log;
    this.address = `${this.options.host}:${this.options.port}`;
    const timeout = settings.get("PREFECT_REDIS_MESSAGING_SOCKET_TIMEOUT");
    this.timeoutMs = timeout === null ? defaultTimeoutMs : timeout * 1000;
    this.control = new Redis({
      ...this.options,
      commandTimeout: this.timeoutMs,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
    });
    let reason = "the connection ended";
    this.control.on("error", (error: Error) => {
      reason = error.message || String(Reflect.get(error, "code"));
    });
    this.control.on("close", () => this.down(reason));
    this.control.on("ready", () => this.up());
  }

  get isUp(): boolean {
    return this.control.status === "ready" && !this.isClosing;
  }

  /** Whether a command's failure is news: that the connection is lost is told once, by this. */
  isNews(error: unknown): boolean {
    if (!this.isUp) return false;
    return !(error instanceof Error && losses.some((loss) => error.name === loss || error.message.startsWith(loss)));
  }

  /** Resolves once Redis answers, or does not. */
  async begun(): Promise<void> {
    if (this.isUp) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, startTimeoutMs);
      for (const outcome of ["ready", "close"]) {
        this.control.once(outcome, () => {
          clearTimeout(timer);
          resolve();
        });
      }
    });
  }

  /** A connection to wait on, `blockMs` at a time: its commands wait while Redis is away. */
  openReader(blockMs: number): Redis {
    const reader = new Redis({
      ...this.options,
      socketTimeout: blockMs + this.timeoutMs,
      maxRetriesPerRequest: null,
    });
    // The one for control tells of it.
    reader.on("error", () => {});
    this.readers.add(reader);
    return reader;
  }

  closeReader(reader: Redis): void {
    this.readers.delete(reader);
    reader.disconnect();
  }

  close(): void {
    this.isClosing = true;
    for (const reader of this.readers) reader.disconnect();
    this.control.disconnect();
  }

  private down(reason: string): void {
    if (this.isDown || this.isClosing) return;
    this.isDown = true;
    this.log.warn(
      `Redis at ${this.address} does not answer (${reason}): events and logs are kept, but other servers do not see them live until it is back`,
    );
  }

  private up(): void {
    if (this.isDown) this.log.warn(`Redis at ${this.address} is back`);
    this.isDown = false;
  }
}
