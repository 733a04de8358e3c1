import type { Log } from "@prefect-ts/schemas/log";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Logger } from "pino";
import type { Broker, Deliver, Relay, SharedWork } from "../broker.ts";
import { redisModule } from "../messaging-modules.ts";
import type { ReceivedEvent } from "../received-event.ts";
import { RedisLink } from "./connection.ts";
import { type ConsumerPolicy, consumerPolicy } from "./consumer-policy.ts";
import { eventCodec, logCodec } from "./stream-codec.ts";
import { StreamGroup } from "./stream-group.ts";
import { StreamPublisher } from "./stream-publisher.ts";
import { StreamRelay } from "./stream-relay.ts";
import { StreamTrimmer } from "./stream-trimmer.ts";

type SentListener = Parameters<SharedWork["onSent"]>[0];

/** Servers of both kinds share the streams of one Redis, in the reference's format. */
export class RedisBroker implements Broker, SharedWork {
  readonly sharedWork = this;
  private readonly link: RedisLink;
  private readonly log: Logger;
  private readonly policy: ConsumerPolicy;
  private readonly publisher: StreamPublisher;
  /** Whether servers leave out what another has sent. */
  private readonly deduplicates: boolean;
  private readonly sentListeners = new Set<SentListener>();
  private readonly groups: StreamGroup<ReceivedEvent>[] = [];
  private readonly relays: { close(): Promise<void> }[] = [];
  private readonly trimmer: StreamTrimmer;
  private events: StreamRelay<ReceivedEvent> | undefined;
  private logs: StreamRelay<Log> | undefined;

  private constructor(settings: Settings, log: Logger) {
    this.link = new RedisLink(settings, log);
    this.log = log;
    this.policy = consumerPolicy(settings);
    this.publisher = new StreamPublisher(this.link, log);
    this.deduplicates = settings.get("PREFECT_SERVER_EVENTS_MESSAGING_CACHE") === redisModule;
    this.trimmer = new StreamTrimmer(this.link, log, this.policy, [
      { stream: eventCodec.stream, watchedUpTo: () => this.events?.watchedUpTo },
      { stream: logCodec.stream, watchedUpTo: () => this.logs?.watchedUpTo },
    ]);
  }

  /** Resolves once Redis answers, or is known to be away. Throws BrokerError. */
  static async open(settings: Settings, log: Logger): Promise<RedisBroker> {
    const broker = new RedisBroker(settings, log);
    await broker.link.begun();
    return broker;
  }

  relayEvents(deliver: Deliver<ReceivedEvent>): Relay<ReceivedEvent> {
    const { link, log, publisher, deduplicates } = this;
    const relay = new StreamRelay({
      link,
      log,
      publisher,
      deliver,
      codec: eventCodec,
      blockMs: this.policy.blockMs,
      deduplicationKey: ({ id }) => (deduplicates ? `message:messaging-cache:${id}` : undefined),
      sent: async (events, wasSent) => {
        for (const listener of this.sentListeners) await listener(events, wasSent);
      },
    });
    this.events = relay;
    this.relays.push(relay);
    return relay;
  }

  relayLogs(deliver: Deliver<Log>): Relay<Log> {
    const { link, log, publisher } = this;
    const relay = new StreamRelay({
      link,
      log,
      publisher,
      deliver,
      codec: logCodec,
      blockMs: this.policy.blockMs,
      deduplicationKey: () => undefined,
      sent: async () => {},
    });
    this.logs = relay;
    this.relays.push(relay);
    return relay;
  }

  onSent(listener: SentListener): () => void {
    this.sentListeners.add(listener);
    return () => void this.sentListeners.delete(listener);
  }

  consume(
    group: string,
    handle: (events: readonly ReceivedEvent[]) => Promise<void>,
    { foreignOnly = false }: { foreignOnly?: boolean } = {},
  ): void {
    const { link, log, policy } = this;
    this.groups.push(
      new StreamGroup({
        link,
        log,
        policy,
        codec: eventCodec,
        group,
        handle,
        isWanted: (entry) => !foreignOnly || !this.events?.isOwn(entry),
      }),
    );
  }

  async leave(): Promise<void> {
    await Promise.all(this.groups.map((group) => group.stop()));
  }

  async close(): Promise<void> {
    await this.trimmer.stop();
    await Promise.all(this.relays.map((relay) => relay.close()));
    this.link.close();
  }
}
