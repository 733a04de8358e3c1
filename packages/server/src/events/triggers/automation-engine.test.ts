import type { Automation } from "@prefect-ts/schemas/automation";
import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestAutomations, testAutomations, testEvent } from "@prefect-ts/testing/automations";
import { v4 as uuid4 } from "uuid";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { setAutomationEnabled } from "../../models/automations.ts";
import { AutomationEngine } from "./automation-engine.ts";
import { EvaluationPass } from "./evaluation-pass.ts";
import { evaluateProactively } from "./proactive.ts";
import { LoadedAutomations } from "./loaded-automations.ts";

let automations: TestAutomations;
beforeAll(async () => {
  automations = await testAutomations();
});
afterAll(() => automations.close());

const triggered = "prefect.automation.triggered";
const reactive = { posture: "Reactive" };

/** Waits until all that was emitted has been looked at. */
async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    const left = await automations.context.read(async ({ db }) => [
      ...(await db.selectFrom("ts_pending_event").select("id").execute()),
      ...(await db.selectFrom("ts_triggered_action").select("id").execute()),
    ]);
    expect(left).toEqual([]);
  });
}

async function firings(automation: Automation): Promise<Record<string, unknown>[]> {
  await settled();
  return (await automations.told(automation, triggered)).map(({ payload }) => payload);
}

const causes = async (automation: Automation) =>
  (await firings(automation)).map(({ triggering_event: event }) => Object(event).id);

test("an event is evaluated once, even where it comes once more", async () => {
  const automation = await automations.create({ trigger: { ...reactive, expect: ["once"], threshold: 2, within: 60 } });
  const [first, second] = [testEvent("once"), testEvent("once")];
  await automations.emit(first);
  await automations.emit(first, first);
  expect(await firings(automation)).toEqual([]);
  await automations.emit(second);
  expect(await causes(automation)).toEqual([second.id]);
});

test("for_each counts separately, and the firing tells for what", async () => {
  const trigger = { ...reactive, expect: ["each"], for_each: ["prefect.resource.id"], threshold: 2, within: 60 };
  const automation = await automations.create({ trigger });
  const resource = (id: string) => ({ resource: { "prefect.resource.id": id } });
  await automations.emit(testEvent("each", resource("a")), testEvent("each", resource("b")));
  expect(await firings(automation)).toEqual([]);
  await automations.emit(testEvent("each", resource("b")));
  expect(await firings(automation)).toMatchObject([{ triggering_labels: { "prefect.resource.id": "b" } }]);
});

test("an automation that is switched off does nothing until it is switched on", async () => {
  const automation = await automations.create({ trigger: { ...reactive, expect: ["switched"] } });
  const set = (enabled: boolean) => automations.context.write((tx) => setAutomationEnabled(tx, automation.id, enabled));
  await set(false);
  await automations.emit(testEvent("switched"));
  expect(await firings(automation)).toEqual([]);
  await set(true);
  const event = testEvent("switched");
  await automations.emit(event);
  expect(await causes(automation)).toEqual([event.id]);
});

test("an event of its own making can trigger another automation", async () => {
  const first = await automations.create({ trigger: { ...reactive, expect: ["chain"] } });
  const second = await automations.create({
    trigger: { ...reactive, expect: [triggered], match: { "prefect.resource.id": `prefect.automation.${first.id}` } },
  });
  await automations.emit(testEvent("chain"));
  const [announcement] = await vi.waitFor(async () => {
    const told = await automations.told(first, triggered);
    expect(told).toHaveLength(1);
    return told;
  });
  await vi.waitFor(async () => expect(await causes(second)).toEqual([announcement?.id]));
});

test("actions run in their order, those of the trigger's own event last", async () => {
  const automation = await automations.create({
    trigger: { ...reactive, expect: ["ordered"] },
    actions: [{ type: "do-nothing" }, { type: "cancel-flow-run" }],
    actions_on_trigger: [{ type: "do-nothing" }],
  });
  const event = testEvent("ordered");
  await automations.emit(event);
  await settled();
  const told = await automations.told(automation);
  const [announcement] = told.filter(({ event: name }) => name === triggered);
  const begun = told.filter(({ event: name }) => name === "prefect.automation.action.triggered");
  expect(begun.map(({ payload, follows }) => [payload["action_index"], payload["action_type"], follows])).toEqual([
    [0, "do-nothing", event.id],
    [1, "cancel-flow-run", event.id],
    [2, "do-nothing", announcement?.id],
  ]);
});

const child = (expect: string) => ({ ...reactive, expect: [expect] });

test("a compound trigger fires once enough of its triggers have, in any order", async () => {
  const all = await automations.create({
    trigger: { type: "compound", require: "all", within: 60, triggers: [child("c1"), child("c2"), child("c3")] },
  });
  const two = await automations.create({
    trigger: { type: "compound", require: 2, within: 60, triggers: [child("c1"), child("c2"), child("c3")] },
  });
  const any = await automations.create({
    trigger: { type: "compound", require: "any", within: 60, triggers: [child("c1"), child("c2")] },
  });
  const events = [testEvent("c3"), testEvent("c1"), testEvent("c2")];
  await automations.emit(...events);
  expect(await causes(all)).toEqual([events[2]?.id]);
  expect(await causes(two)).toEqual([events[1]?.id]);
  expect(await causes(any)).toEqual([events[1]?.id, events[2]?.id]);
});

test("a trigger of a group that fires again stands for itself once", async () => {
  const automation = await automations.create({
    trigger: { type: "compound", require: "all", within: null, triggers: [child("d1"), child("d2")] },
  });
  await automations.emit(testEvent("d1"), testEvent("d1"), testEvent("d1"));
  expect(await causes(automation)).toEqual([]);
  const last = testEvent("d2");
  await automations.emit(last);
  expect(await causes(automation)).toEqual([last.id]);
  await automations.emit(testEvent("d2"));
  expect(await causes(automation)).toEqual([last.id]);
});

test("a sequence fires only where its triggers fired in their order", async () => {
  const automation = await automations.create({
    trigger: { type: "sequence", within: 60, triggers: [child("s1"), child("s2")] },
  });
  await automations.emit(testEvent("s2"), testEvent("s1"));
  expect(await causes(automation)).toEqual([]);
  const last = testEvent("s2");
  await automations.emit(last);
  expect(await causes(automation)).toEqual([last.id]);
});

test("one event takes the steps of a sequence that it is for, in their order", async () => {
  const triggers = [{ ...child("o.*"), match: { "prefect.resource.id": "thing.1" } }, child("o.step")];
  const automation = await automations.create({ trigger: { type: "sequence", within: 60, triggers } });
  const event = testEvent("o.step", { resource: { "prefect.resource.id": "thing.1" } });
  await automations.emit(event);
  expect(await causes(automation)).toEqual([event.id]);
});

test("groups stand in groups", async () => {
  const inner = { type: "sequence", within: 60, triggers: [child("g1"), child("g2")] };
  const automation = await automations.create({
    trigger: { type: "compound", require: "all", within: 60, triggers: [inner, child("g3")] },
  });
  await automations.emit(testEvent("g3"), testEvent("g1"));
  expect(await causes(automation)).toEqual([]);
  const last = testEvent("g2");
  await automations.emit(last);
  expect(await causes(automation)).toEqual([last.id]);
});

test("an event waits for the one that it follows", async () => {
  const automation = await automations.create({ trigger: { ...reactive, expect: ["f.*"] } });
  const leader = testEvent("f.leader");
  const follower = testEvent("f.follower", { follows: leader.id });
  await automations.emit(follower);
  expect(await causes(automation)).toEqual([]);
  await automations.emit(leader);
  expect(await causes(automation)).toEqual([leader.id, follower.id]);
});

test("a chain of events is put in order, whatever comes first, and whoever looks at its links", async () => {
  const automation = await automations.create({ trigger: { ...reactive, expect: ["k.1", "k.3", "k.4"] } });
  const chain = [testEvent("k.1")];
  for (const name of ["k.2", "k.3", "k.4"]) chain.push(testEvent(name, { follows: chain.at(-1)?.id ?? null }));
  const [first, second, third, fourth] = chain;
  if (!first || !second || !third || !fourth) throw new Error("a chain of four");
  await automations.emit(fourth, third);
  await automations.emit(second);
  expect(await causes(automation)).toEqual([]);
  await automations.emit(first);
  expect(await causes(automation)).toEqual([first.id, third.id, fourth.id]);
});

test("events that follow each other in a circle are evaluated all the same", async () => {
  const automation = await automations.create({ trigger: { ...reactive, expect: ["o"] } });
  const first = testEvent("o");
  const second = testEvent("o", { follows: first.id });
  await automations.emit({ ...first, follows: second.id }, second);
  expect((await causes(automation)).toSorted()).toEqual([first.id, second.id].toSorted());
});

test("what becomes of a planned run does not wait for its plan, of which no event tells", async () => {
  const automation = await automations.create({ trigger: { ...reactive, expect: ["planned"] } });
  const [flow_id, flow_run_id, plan, late] = [uuid4(), uuid4(), uuid4(), uuid4()];
  const states = [plan, late].map((id, index) => ({
    id,
    flow_run_id,
    type: "SCHEDULED" as const,
    name: "Scheduled",
    timestamp: Timestamp.now().plus(index),
    state_details: json({}),
  }));
  await automations.context.write(async ({ db }) => {
    await db.insertInto("flow").values({ id: flow_id, name: "planned" }).execute();
    await db.insertInto("flow_run").values({ id: flow_run_id, flow_id, name: "r", auto_scheduled: true }).execute();
    await db.insertInto("flow_run_state").values(states).execute();
  });
  const next = testEvent("planned", { follows: plan });
  await automations.emit(next, testEvent("planned", { follows: late }));
  expect(await causes(automation)).toEqual([next.id]);
});

test("an event whose leader never comes is evaluated in the end", async () => {
  const automation = await automations.create({ trigger: { ...reactive, expect: ["lost"] } });
  const event = testEvent("lost", { follows: "00000000-0000-4000-8000-000000000000" });
  await automations.emit(event);
  expect(await causes(automation)).toEqual([]);
  await automations.context.write(({ db }) =>
    db
      .updateTable("automation_event_follower")
      .set({ received: Timestamp.now().plus(-901) })
      .execute(),
  );
  await automations.engine.tend(new AbortController().signal);
  expect(await causes(automation)).toEqual([event.id]);
});

test("what a server left behind is done by the next one", async () => {
  const automation = await automations.create({ trigger: { ...reactive, expect: ["left"] } });
  const event = testEvent("left");
  const { context } = automations;
  const stranger = new AutomationEngine(context);
  // As if the server had died between keeping the event and looking at it.
  await automations.engine.close();
  const now = Timestamp.now();
  await context.write(async (tx) => {
    await context.events.keep(tx, [event]);
    await tx.db
      .updateTable("ts_pending_event")
      .set({ created: now.plus(-10) })
      .execute();
  });
  expect(await automations.told(automation, triggered)).toEqual([]);
  await stranger.reload();
  await stranger.tend(new AbortController().signal);
  await vi.waitFor(async () => expect(await automations.told(automation, triggered)).toHaveLength(1));
  await stranger.close();
});

test("a proactive trigger looks at the windows that have ended, each of its keys for itself", async () => {
  const trigger = {
    posture: "Proactive",
    after: ["begin"],
    expect: ["end"],
    for_each: ["prefect.resource.id"],
    within: 30,
  };
  const own = await testAutomations();
  try {
    const automation = await own.create({ trigger });
    const of = (id: string) => ({ resource: { "prefect.resource.id": id } });
    await own.emit(testEvent("begin", of("a")), testEvent("begin", of("b")), testEvent("end", of("b")));
    const buckets = () => own.context.read(({ db }) => db.selectFrom("automation_bucket").selectAll().execute());
    await vi.waitFor(async () => expect(await buckets()).toMatchObject([{ count: 0 }, { count: 1 }]));
    const loaded = new LoadedAutomations();
    loaded.set(automation);
    const [proactive] = loaded.all();
    if (!proactive) throw new Error("the trigger is loaded");
    const look = (seconds: number) =>
      own.context.write((tx) => evaluateProactively(tx, proactive, Timestamp.now().plus(seconds)));
    expect((await look(10)).pass.announcements).toEqual([]);
    const { pass } = await look(31);
    expect(pass.announcements.map(({ payload }) => payload["triggering_labels"])).toEqual([
      { "prefect.resource.id": "a" },
    ]);
    expect(await buckets()).toEqual([]);
  } finally {
    await own.close();
  }
});

test("events that several servers look at in the same moment are all counted", async () => {
  const events = Array.from({ length: 8 }, () => testEvent("counted"));
  const trigger = { ...reactive, expect: ["counted"], threshold: events.length + 1, within: 60 };
  const automation = await automations.create({ trigger });
  const loaded = new LoadedAutomations();
  loaded.set(automation);
  const [counting] = loaded.all();
  if (!counting) throw new Error("the trigger is loaded");
  await Promise.all(
    events.map((event) =>
      automations.context.write(async (tx) => {
        const pass = new EvaluationPass(tx);
        await pass.react(counting, { ...event, received: event.occurred });
        await pass.flush();
      }),
    ),
  );
  const buckets = await automations.context.read(({ db }) =>
    db.selectFrom("automation_bucket").select("count").where("automation_id", "=", automation.id).execute(),
  );
  expect(buckets).toEqual([{ count: events.length }]);
});

test("a proactive trigger that waits for no event opens a window at once", async () => {
  const own = await testAutomations();
  try {
    const automation = await own.create({ trigger: { posture: "Proactive", expect: ["never"], within: 10 } });
    await own.engine.tend(new AbortController().signal);
    const [bucket] = await own.context.read(({ db }) => db.selectFrom("automation_bucket").selectAll().execute());
    expect(bucket).toMatchObject({ automation_id: automation.id, count: 0, bucketing_key: [] });
    await own.context.write(({ db }) =>
      db
        .updateTable("automation_bucket")
        .set({ end: Timestamp.now().plus(-1) })
        .execute(),
    );
    const restarted = new AutomationEngine(own.context);
    await restarted.reload();
    await restarted.tend(new AbortController().signal);
    await vi.waitFor(async () => expect(await own.told(automation, triggered)).toHaveLength(1));
    await restarted.close();
  } finally {
    await own.close();
  }
});
