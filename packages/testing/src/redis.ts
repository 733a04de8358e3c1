import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { Redis } from "ioredis";

const address = new URL(process.env["PREFECT_TEST_REDIS_URL"] || "redis://127.0.0.1:6379");
/** Marks a database of Redis as borrowed. */
const claim = "prefect_ts_test_claim";
/** Seconds after which one that a killed run borrowed is free again. */
const claimSeconds = 600;
const highestNumber = 15;

/** An empty database of a real Redis, for one test file. */
export interface TestRedis {
  readonly client: Redis;
  /** Settings that have a server use it. */
  readonly env: Record<string, string>;
  /** Empties it and gives it back. */
  drop(): Promise<void>;
}

/** Borrows a database that is empty; where no Redis answers, a line says that the tests are skipped. */
export async function borrowRedis(): Promise<TestRedis | undefined> {
  for (let number = highestNumber; number > 0; number--) {
    const client = await open(number);
    if (!client) {
      process.stderr.write(`Tests of Redis are skipped: no Redis answers at ${address.host}\n`);
      return undefined;
    }
    const isClaimed = await client.set(claim, randomUUID(), "EX", claimSeconds, "NX");
    const isEmpty = (await client.dbsize()) === 1;
    if (isClaimed && isEmpty) return borrowed(client, number);
    if (isClaimed) await client.del(claim);
    client.disconnect();
  }
  process.stderr.write(`Tests of Redis are skipped: no database of the Redis at ${address.host} is empty\n`);
  return undefined;
}

async function open(db: number): Promise<Redis | undefined> {
  const client = new Redis({
    host: address.hostname,
    port: portOf(address),
    db,
    lazyConnect: true,
    retryStrategy: null,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch {
    return undefined;
  }
}

const portOf = ({ port }: URL) => Number(port || 6379);

const borrowed = (client: Redis, number: number): TestRedis => ({
  client,
  env: {
    PREFECT_MESSAGING_BROKER: "prefect_redis.messaging",
    PREFECT_MESSAGING_CACHE: "prefect_redis.messaging",
    PREFECT_REDIS_MESSAGING_HOST: address.hostname,
    PREFECT_REDIS_MESSAGING_PORT: String(portOf(address)),
    PREFECT_REDIS_MESSAGING_DB: String(number),
  },
  async drop() {
    await client.flushdb();
    client.disconnect();
  },
});

/** A way to Redis that can be cut and mended. */
export interface RedisWay {
  readonly port: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function wayToRedis(): Promise<RedisWay> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const onward = connect(portOf(address), address.hostname);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the way to Redis has no port");
  return {
    port: bound.port,
    async cut() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => listen(bound.port),
  };
}
