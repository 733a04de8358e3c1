import { randomUUID } from "node:crypto";
import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { DatabaseBusyError, DatabaseUnavailableError } from "@prefect-ts/database/errors";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EventPipeline } from "./pipeline.ts";
import type { ReceivedEvent } from "./received-event.ts";

let context: TestContext;
let pipeline: EventPipeline;
beforeEach(async () => {
  context = await testContext();
  pipeline = new EventPipeline(context);
});
afterEach(async () => {
  vi.useRealTimers();
  await pipeline.close();
  await context.close();
});

const event = (fields: Partial<Event> = {}): Event => ({
  id: randomUUID(),
  occurred: Timestamp.now(),
  event: "something.happened",
  resource: { "prefect.resource.id": "thing.1", colour: "red" },
  related: [{ "prefect.resource.id": "other.1", "prefect.resource.role": "helper", size: "big" }],
  payload: { n: 1 },
  follows: null,
  ...fields,
});

const kept = () => context.read(({ db }) => db.selectFrom("events").selectAll().orderBy("id").execute());

/** Two wait for the first batch; from then on the clock stands unless it is advanced. */
async function publishTwoAtOnce() {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  const both = [event(), event()].map((one) => pipeline.publish([one]));
  vi.advanceTimersByTime(3);
  await Promise.all(both);
}

describe("published events", () => {
  test("are durable, with a row for each of their resources", async () => {
    const published = event();
    await pipeline.publish([published]);
    expect(await kept()).toMatchObject([
      { id: published.id, resource_id: "thing.1", related_resource_ids: ["other.1"], payload: { n: 1 } },
    ]);
    const resources = await context.read(({ db }) =>
      db.selectFrom("event_resources").selectAll().orderBy("resource_role").execute(),
    );
    expect(resources).toMatchObject([
      { event_id: published.id, resource_id: "thing.1", resource_role: "", resource: { colour: "red" } },
      { event_id: published.id, resource_id: "other.1", resource_role: "helper", resource: { size: "big" } },
    ]);
  });

  test("are kept and handed on once, however often they come", async () => {
    const seen: ReceivedEvent[] = [];
    pipeline.subscribe("test", (events) => void seen.push(...events));
    const [once, twice] = [event(), event()];
    await pipeline.publish([twice, once, twice]);
    await pipeline.publish([twice]);
    expect((await kept()).map(({ id }) => id)).toEqual([once.id, twice.id].sort());
    expect(seen.map(({ id }) => id)).toEqual([twice.id, once.id]);
    expect(await context.read(({ db }) => db.selectFrom("event_resources").selectAll().execute())).toHaveLength(4);
  });

  test("of any number are all kept, in order", async () => {
    const seen: string[] = [];
    pipeline.subscribe("test", (events) => void seen.push(...events.map(({ id }) => id)));
    const events = Array.from({ length: 1234 }, () => event());
    await Promise.all([pipeline.publish(events.slice(0, 1000)), pipeline.publish(events.slice(1000))]);
    expect(seen).toEqual(events.map(({ id }) => id));
    expect(await kept()).toHaveLength(1234);
  });

  test("that are too large are dropped, and the others kept", async () => {
    const small = event();
    await pipeline.publish([event({ payload: { text: "ä".repeat(800_000) } }), small]);
    expect(await kept()).toMatchObject([{ id: small.id }]);
  });

  test("are written together as soon as as many wait as did last time", async () => {
    await publishTwoAtOnce();
    const early = pipeline.publish([event({ event: "early" })]);
    vi.advanceTimersByTime(10);
    const late = pipeline.publish([event({ event: "late" })]);
    await Promise.all([early, late]);
    const times = new Map((await kept()).map((row) => [row.event, row.recorded.text]));
    expect(times.get("early")).toBe(times.get("late"));
  });

  test("do not wait for long for those who do not come again", async () => {
    await publishTwoAtOnce();
    const alone = pipeline.publish([event()]);
    vi.advanceTimersByTime(20);
    await alone;
    expect(await kept()).toHaveLength(3);
  });

  test("are written before the pipeline closes", async () => {
    void pipeline.publish([event()]);
    await pipeline.close();
    expect(await kept()).toHaveLength(1);
  });

  test("wait while the database cannot be written, and past the limit are refused", async () => {
    const small = await testContext({ PREFECT_SERVER_SERVICES_EVENT_PERSISTER_QUEUE_MAX_SIZE: "2" });
    let isBroken = true;
    const database: typeof small.database = Object.create(small.database, {
      write: {
        value: (work: Parameters<typeof small.database.write>[0]) =>
          isBroken ? Promise.reject(new DatabaseUnavailableError("disk full")) : small.database.write(work),
      },
    });
    const limited = new EventPipeline({ ...small, database });
    const waiting = limited.publish([event(), event()]);
    await expect(limited.publish([event()])).rejects.toBeInstanceOf(DatabaseBusyError);
    const patient = limited.publishWhenRoom([event()]);
    isBroken = false;
    await waiting;
    await patient;
    expect(await small.read(({ db }) => db.selectFrom("events").select("id").execute())).toHaveLength(3);
    await limited.close();
    await small.close();
  });

  test("reach one subscriber though another fails", async () => {
    const seen: string[] = [];
    pipeline.subscribe("failing", () => Promise.reject(new Error("no")));
    pipeline.subscribe("test", (events) => void seen.push(...events.map(({ id }) => id)));
    const [first, second] = [event(), event()];
    await pipeline.publish([first]);
    await pipeline.publish([second]);
    expect(seen).toEqual([first.id, second.id]);
  });
});
