import { randomUUID } from "node:crypto";
import { parseJsonBody } from "@prefect-ts/schemas/validation/json";
import type { Redis } from "ioredis";
import type { StreamEntry } from "./stream-replies.ts";

/** The set of the keys of what was put aside. */
const letters = "dlq";

const hex = () => randomUUID().replaceAll("-", "");

/** Keeps a message that cannot be handled where the reference keeps its own, for a person to look at. */
export async function putAside(redis: Redis, { fields }: StreamEntry, failures: number): Promise<void> {
  const attributes = parseJsonBody(fields?.get("attributes") ?? "{}");
  const key = `${letters}:${hex()}`;
  const letter = {
    data: fields?.get("data") ?? "",
    attributes: attributes.ok ? attributes.value : {},
    retry_count: failures,
    timestamp: String(Date.now() / 1000),
    message_id: hex(),
  };
  await redis.hset(key, { data: JSON.stringify(letter) });
  await redis.sadd(letters, key);
}
