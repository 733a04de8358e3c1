import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { v4 as uuid4 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { releaseLeases, ServiceLease } from "./service-lease.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});
afterEach(() => context.close());

const lease = (holder = uuid4(), name = "scheduler", seconds = 60) =>
  new ServiceLease({ context, name, holder, seconds });
const expiry = () =>
  context.read(({ db }) => db.selectFrom("ts_service_lease").select("expires").executeTakeFirstOrThrow());
const setExpiry = (expires: Timestamp) =>
  context.write(({ db }) => db.updateTable("ts_service_lease").set({ expires }).execute());

/** Runs a pass under a lease; answers whether there was one, and the wait for the next try. */
async function attempt(of: ServiceLease): Promise<[hasRun: boolean, wait: number | undefined]> {
  let hasRun = false;
  const wait = await of.run(async () => {
    hasRun = true;
  });
  return [hasRun, wait];
}

test("of several servers one makes a pass, and makes the next one too when it is asked", async () => {
  const [first, second] = [lease(), lease()];
  expect(await attempt(first)).toEqual([true, undefined]);
  const [hasRun, wait] = await attempt(second);
  expect(hasRun).toBe(false);
  expect(wait).toBeGreaterThan(50);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await attempt(first)).toEqual([true, undefined]);
  expect(await attempt(lease(uuid4(), "foreman"))).toEqual([true, undefined]);
});

test("servers that ask at once do not both make the pass", async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => attempt(lease())));
  expect(answers.filter(([hasRun]) => hasRun)).toHaveLength(1);
});

test("another server takes over once the lease of a dead one has ended", async () => {
  await attempt(lease());
  await setExpiry(Timestamp.now().plus(-0.001));
  expect(await attempt(lease())).toEqual([true, undefined]);
});

test("a lease is renewed while a pass lasts, and kept where the pass fails", async () => {
  const slow = lease(uuid4(), "scheduler", 1);
  const running = slow.run(async () => {
    const begun = (await expiry()).expires;
    await expect.poll(async () => (await expiry()).expires.isAfter(begun)).toBe(true);
    throw new Error("the disk is full");
  });
  await expect(running).rejects.toThrow("the disk is full");
  expect((await attempt(lease()))[0]).toBe(false);
});

test("a server whose clock is ahead does not keep the others away for longer than its lease", async () => {
  await attempt(lease());
  await setExpiry(Timestamp.now().plus(86_400));
  expect(await attempt(lease())).toEqual([false, 60]);
});

test("what a stopping server held is free at once", async () => {
  const holder = uuid4();
  await attempt(lease(holder));
  await releaseLeases(context, holder);
  expect(await attempt(lease())).toEqual([true, undefined]);
});
