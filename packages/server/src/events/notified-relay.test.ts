import { openDatabase } from "@prefect-ts/database/open";
import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { testDialect } from "@prefect-ts/testing/test-database";
import { v4 as uuid4 } from "uuid";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EventPipeline } from "./pipeline.ts";

const event = (name: string): Event => ({
  id: uuid4(),
  occurred: Timestamp.now(),
  event: name,
  resource: { "prefect.resource.id": "thing" },
  related: [],
  payload: {},
  follows: null,
});

describe.runIf(testDialect === "postgresql")("servers on one database", () => {
  let context: TestContext;
  beforeEach(async () => {
    context = await testContext();
  });
  afterEach(() => context.close());

  test("who watches on one sees the events that another takes in, each once, and its own", async () => {
    const { settings, log } = context;
    const url = settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal();
    const other = await openDatabase(url, { readers: 1, writers: 2 });
    const here = new EventPipeline({ settings, database: context.database, log });
    const there = new EventPipeline({ settings, database: other, log });
    const seen: string[] = [];
    const stop = here.watch("test", (events) => void seen.push(...events.map(({ event: name }) => name)));
    // Once it listens: whoever comes before that finds events in the database.
    await expect
      .poll(async () => {
        await there.publish([event("first")]);
        return seen.length > 0;
      })
      .toBe(true);
    await there.publish(Array.from({ length: 300 }, (_, i) => event(`far ${i}`)));
    await here.publish([event("near")]);
    const later = () => seen.filter((name) => name !== "first");
    await expect.poll(() => later().length).toBe(301);
    expect(new Set(later()).size).toBe(301);
    stop();
    await there.publish([event("unseen")]);
    await here.close();
    await there.close();
    await other.close();
    expect(seen).not.toContain("unseen");
  });
});
