import { boolean, duration, integer, optionalNumber, secret, string } from "../fields.ts";
import { MINUTE } from "../parse/duration.ts";
import { section } from "../section.ts";

/** Of the reference's package prefect-redis. A URL goes before the parts of one. */
export const redisMessagingSettings = section("redis.messaging", {
  url: secret(),
  host: string("localhost"),
  port: integer(6379),
  db: integer(0, { ge: 0 }),
  username: string("default"),
  password: secret(),
  ssl: boolean(false),
  socket_timeout: optionalNumber(),
  socket_connect_timeout: optionalNumber(),
});

export const redisConsumerSettings = section("redis.messaging.consumer", {
  block: duration(1, { numeric: true, gt: 0 }),
  min_idle_time: duration(5, { numeric: true }),
  max_retries: integer(3, { ge: 0 }),
  trim_every: duration(MINUTE, { numeric: true, gt: 0 }),
  trim_idle_threshold: duration(5 * MINUTE, { numeric: true }),
  starting_message_id: string("0"),
});
