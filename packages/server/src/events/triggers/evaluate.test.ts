import { AutomationCreate } from "@prefect-ts/schemas/automation";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { describe, expect, test } from "vitest";
import type { ReceivedEvent } from "../received-event.ts";
import { type Bucket, evaluate, lookback, openBucket } from "./evaluate.ts";
import { EventTrigger } from "./event-trigger.ts";

const start = Timestamp.parse("2026-01-01T00:00:00Z");
const at = (seconds: number) => start.plus(seconds);

function triggerOf(definition: object): EventTrigger {
  const {
    trigger,
    owner_resource: _,
    ...rest
  } = parse(AutomationCreate, {
    name: "a",
    trigger: { posture: "Reactive", expect: ["x"], ...definition },
    actions: [],
  });
  if (trigger.type !== "event") throw new Error("not an event trigger");
  return new EventTrigger({ ...rest, trigger, id: "a", created: null, updated: null }, trigger);
}

const eventAt = (seconds: number, event = "x"): ReceivedEvent => ({
  id: `event at ${seconds}`,
  event,
  occurred: at(seconds),
  received: at(seconds),
  resource: { "prefect.resource.id": "r" },
  related: [],
  payload: {},
  follows: null,
});

/** Has a trigger see events one after another; answers at which of them it fired, and the bucket that is open then. */
function see(trigger: EventTrigger, ...events: ReceivedEvent[]): { fired: number[]; bucket: Bucket | undefined } {
  let bucket: Bucket | undefined;
  const fired: number[] = [];
  for (const event of events) {
    bucket = openBucket(trigger, bucket, event);
    if (!bucket || !trigger.expects(event.event)) continue;
    const evaluation = evaluate(trigger, bucket, event.occurred, event);
    bucket = evaluation.bucket;
    if (evaluation.firings.length > 0) fired.push(event.occurred.since(start));
  }
  return { fired, bucket };
}

describe("a reactive trigger", () => {
  test("without a window fires with every event", () => {
    const { fired, bucket } = see(triggerOf({}), eventAt(0), eventAt(1), eventAt(2));
    expect(fired).toEqual([0, 1, 2]);
    expect(bucket).toBeUndefined();
  });

  test("counts up to its threshold without a window, however long that takes", () => {
    expect(see(triggerOf({ threshold: 3 }), eventAt(0), eventAt(500), eventAt(9000)).fired).toEqual([9000]);
  });

  test("fires as soon as enough has happened, and then waits for the rest of its window", () => {
    const trigger = triggerOf({ threshold: 2, within: 60 });
    const { fired } = see(trigger, ...[0, 1, 2, 3, 50, 61, 62].map((seconds) => eventAt(seconds)));
    // The first window ends 60 seconds after the first event; the next one needs two more.
    expect(fired).toEqual([1, 62]);
  });

  test("does not fire where its threshold is not met in one window", () => {
    const { fired, bucket } = see(triggerOf({ threshold: 2, within: 10 }), eventAt(0), eventAt(11), eventAt(30));
    expect(fired).toEqual([]);
    expect(bucket).toMatchObject({ count: 1, start: at(30), end: at(40) });
  });

  test("takes in events that are older than the first it saw, up to a quarter of an hour", () => {
    expect(see(triggerOf({ threshold: 2, within: 10 }), eventAt(0), eventAt(1 - lookback)).fired).toEqual([
      1 - lookback,
    ]);
    expect(see(triggerOf({ threshold: 2, within: 10 }), eventAt(0), eventAt(-lookback - 1)).fired).toEqual([]);
  });

  test("looks for what it expects only after what it waits for", () => {
    const trigger = triggerOf({ after: ["begin"], within: 60 });
    expect(see(trigger, eventAt(0), eventAt(1, "begin"), eventAt(2), eventAt(3)).fired).toEqual([2]);
    expect(see(trigger, eventAt(0, "begin"), eventAt(61)).fired).toEqual([]);
  });

  test("an event that is what it waits for and what it expects does not follow itself", () => {
    const trigger = triggerOf({ after: ["x"], expect: ["x"], within: 60 });
    expect(see(trigger, eventAt(0), eventAt(1)).fired).toEqual([1]);
  });
});

describe("a proactive trigger", () => {
  const open = (trigger: EventTrigger, ...events: ReceivedEvent[]) => see(trigger, ...events).bucket;
  const firesAt = (trigger: EventTrigger, bucket: Bucket | undefined, seconds: number) =>
    bucket !== undefined && evaluate(trigger, bucket, at(seconds), null).firings.length > 0;

  test("fires at the end of a window in which nothing happened, and not before", () => {
    const trigger = triggerOf({ posture: "Proactive", after: ["begin"], within: 30 });
    const bucket = open(trigger, eventAt(0, "begin"));
    expect(bucket).toMatchObject({ start: at(0), end: at(30), count: 0 });
    expect(firesAt(trigger, bucket, 29)).toBe(false);
    expect(firesAt(trigger, bucket, 30)).toBe(true);
  });

  test("does not fire where what it expects has happened", () => {
    const trigger = triggerOf({ posture: "Proactive", after: ["begin"], within: 30 });
    const bucket = open(trigger, eventAt(0, "begin"), eventAt(10));
    expect(firesAt(trigger, bucket, 30)).toBe(false);
  });

  test("tells of the last event that it saw", () => {
    const trigger = triggerOf({ posture: "Proactive", after: ["begin"], within: 30 });
    const begin = eventAt(0, "begin");
    const bucket = open(trigger, begin);
    expect(bucket && evaluate(trigger, bucket, at(31), null).firings).toEqual([begin]);
  });

  test("opens the next window where it waits for no event", () => {
    const trigger = triggerOf({ posture: "Proactive", within: 30 });
    const first = { start: at(0), end: at(30), count: 0, lastEvent: null };
    const { bucket, firings } = evaluate(trigger, first, at(40), null);
    expect(firings).toEqual([null]);
    expect(bucket).toMatchObject({ start: at(40), end: at(70), count: 0 });
  });

  test("heartbeats each open the window for the next one", () => {
    const trigger = triggerOf({ posture: "Proactive", after: ["beat"], expect: ["beat", "end"], within: 30 });
    const bucket = open(trigger, eventAt(0, "beat"), eventAt(20, "beat"), eventAt(40, "beat"));
    expect(bucket).toMatchObject({ start: at(40), end: at(70), count: 0 });
    expect(firesAt(trigger, bucket, 69)).toBe(false);
    expect(firesAt(trigger, bucket, 70)).toBe(true);
    expect(firesAt(trigger, open(trigger, eventAt(0, "beat"), eventAt(20, "end")), 31)).toBe(false);
  });
});
