import { borrowRedis, type TestRedis } from "@prefect-ts/testing/redis";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { compareIds } from "./stream-ids.ts";
import { trim } from "./stream-trimmer.ts";

const borrowed = await borrowRedis();
afterAll(() => borrowed?.drop());

describe.runIf(borrowed)("a stream", () => {
  const redis = borrowed as TestRedis;
  const policy = { trimEveryMs: 1000, trimIdleMs: 60_000 };
  const ids = async () => (await redis.client.xrange("s", "-", "+")).map(([id]) => id);
  /** Hands the next messages to a consumer of a group. */
  const read = (group: string, count: number) =>
    redis.client.xreadgroup("GROUP", group, "c", "COUNT", count, "STREAMS", "s", ">");

  beforeEach(async () => {
    await redis.client.del("s");
    // 10 comes after 9, though not as a text.
    for (const id of ["8-0", "9-0", "10-0", "11-0"]) await redis.client.xadd("s", id, "data", "{}");
    for (const group of ["slow", "fast"]) await redis.client.xgroup("CREATE", "s", group, "0");
  });

  test("keeps what a group has not been handed, and what it has not acknowledged", async () => {
    await read("fast", 4);
    await redis.client.xack("s", "fast", "8-0", "9-0", "10-0", "11-0");
    await read("slow", 3);
    await redis.client.xack("s", "slow", "8-0");
    await trim(redis.client, "s", policy, undefined);
    expect(await ids()).toEqual(["9-0", "10-0", "11-0"]);
    await redis.client.xack("s", "slow", "9-0", "10-0");
    await trim(redis.client, "s", policy, undefined);
    expect(await ids()).toEqual(["10-0", "11-0"]);
  });

  test("keeps what those who watch here have not read", async () => {
    for (const group of ["fast", "slow"]) await read(group, 4);
    await redis.client.xack("s", "fast", "8-0", "9-0", "10-0", "11-0");
    await redis.client.xack("s", "slow", "8-0", "9-0", "10-0", "11-0");
    await trim(redis.client, "s", policy, "9-0");
    expect(await ids()).toEqual(["9-0", "10-0", "11-0"]);
    await trim(redis.client, "s", policy, "11-0");
    expect(await ids()).toEqual(["11-0"]);
  });

  test("keeps nothing for groups that are idle, and forgets passing ones without consumers", async () => {
    await read("slow", 1);
    await read("fast", 4);
    await redis.client.xgroup("CREATE", "s", "ephemeral-1", "9-0");
    // Idle for any time at all is idle for longer than less than none.
    await trim(redis.client, "s", { ...policy, trimIdleMs: -1 }, undefined);
    expect(await ids()).toEqual(["11-0"]);
    const groups = JSON.stringify(await redis.client.xinfo("GROUPS", "s"));
    expect(groups).toContain("slow");
    expect(groups).not.toContain("ephemeral-1");
  });

  test("keeps what is young for those who watch on other servers", async () => {
    const young = await redis.client.xadd("s", "*", "data", "{}");
    await redis.client.xadd("s", "*", "data", "{}");
    await trim(redis.client, "s", { ...policy, trimEveryMs: 60_000 }, undefined);
    expect(await ids()).toHaveLength(2);
    expect((await ids())[0]).toBe(young);
  });
});

test.each([
  ["9-0", "10-0", -1],
  ["10-2", "10-10", -1],
  ["10-1", "10-1", 0],
  ["1795276207469-1", "1795276207469-0", 1],
])("of the ids %s and %s the earlier is found", (a, b, expected) => {
  expect(compareIds(a, b)).toBe(expected);
});
