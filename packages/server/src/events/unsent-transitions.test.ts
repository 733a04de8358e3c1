import { randomUUID } from "node:crypto";
import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { json } from "@prefect-ts/database/values";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { persistEvents } from "./persister.ts";
import { queuedEvent } from "./received-event.ts";
import { sendUnsentTransitions } from "./unsent-transitions.ts";

let context: TestContext;
let flowRunId: string;
beforeEach(async () => {
  context = await testContext();
  flowRunId = randomUUID();
  await context.write(async ({ db }) => {
    const flowId = randomUUID();
    await db.insertInto("flow").values({ id: flowId, name: "f" }).execute();
    await db.insertInto("flow_run").values({ id: flowRunId, flow_id: flowId, name: "r" }).execute();
  });
});
afterEach(() => context.close());

async function addState(type: "SCHEDULED" | "PENDING" | "RUNNING", timestamp: Timestamp): Promise<string> {
  const id = randomUUID();
  const row = { id, flow_run_id: flowRunId, type, name: type, timestamp, updated: timestamp, state_details: json({}) };
  await context.write(({ db }) => db.insertInto("flow_run_state").values(row).execute());
  return id;
}

async function keepEvent(id: string, occurred: Timestamp): Promise<void> {
  const resource = { "prefect.resource.id": "x" };
  const event: Event = { id, occurred, event: "e", resource, related: [], payload: {}, follows: null };
  await context.write((tx) => persistEvents(tx, [queuedEvent(event, occurred)]));
}

describe("after a stop that lost events", () => {
  test("the transitions without an event are told again, with what they came from", async () => {
    const now = Timestamp.now();
    const told = await addState("PENDING", now.plus(-2));
    await keepEvent(told, now.plus(-2));
    const lost = await addState("RUNNING", now.plus(-1));
    expect(await sendUnsentTransitions(context)).toBe(1);
    expect(context.emitted).toMatchObject([
      {
        id: lost,
        event: "prefect.flow-run.RUNNING",
        follows: told,
        payload: { intended: { from: "PENDING", to: "RUNNING" } },
      },
    ]);
  });

  test("of a run that a schedule planned, the plan stays untold, and what became of it is told", async () => {
    const now = Timestamp.now();
    await keepEvent(randomUUID(), now.plus(-4));
    await context.write(({ db }) => db.updateTable("flow_run").set({ auto_scheduled: true }).execute());
    const planned = await addState("SCHEDULED", now.plus(-3));
    const late = await addState("SCHEDULED", now.plus(-2));
    const pending = await addState("PENDING", now.plus(-1));
    expect(await sendUnsentTransitions(context)).toBe(2);
    expect(context.emitted).toMatchObject([
      { id: late, follows: planned },
      { id: pending, follows: late },
    ]);
  });

  test("old transitions stay untold: their events may have been cleared away", async () => {
    await addState("PENDING", Timestamp.now().plus(-86_400));
    await keepEvent(randomUUID(), Timestamp.now());
    expect(await sendUnsentTransitions(context)).toBe(0);
  });

  test("a database that never kept events is left alone", async () => {
    await addState("PENDING", Timestamp.now());
    expect(await sendUnsentTransitions(context)).toBe(0);
  });
});
