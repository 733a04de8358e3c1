import { type Action, AutomationCreate } from "@prefect-ts/schemas/automation";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { expect, test } from "vitest";
import { newFiring } from "../triggers/firings.ts";
import { ActionQueue } from "./action-queue.ts";
import type { TriggeredAction } from "./triggered-action.ts";

function action(automationId: string, id: string): TriggeredAction {
  const type = id.endsWith("!") ? "cancel-flow-run" : "do-nothing";
  const body = { name: "a", trigger: { posture: "Reactive" }, actions: [{ type }] };
  const { owner_resource: _, ...fields } = parse(AutomationCreate, body);
  const firing = newFiring(fields.trigger, {});
  return {
    id,
    automation: { ...fields, id: automationId, created: null, updated: null },
    firing,
    triggered: Timestamp.now(),
    triggering_labels: {},
    triggering_event: null,
    action: { type },
    action_index: 0,
    automation_triggered_event_id: id,
  };
}

const apart = () => false;
const ofOneType = (first: Action, next: Action) => first.type === next.type;

function queueOf(mayJoin: typeof ofOneType, ...names: string[]): ActionQueue {
  const queue = new ActionQueue(mayJoin);
  queue.add(names.map((name) => action(name.slice(0, 1), name)));
  return queue;
}
const queued = (...names: string[]) => queueOf(apart, ...names);
const take = (queue: ActionQueue) => queue.take().map(({ id }) => id);
const takeAll = (queue: ActionQueue): string[] => {
  const ids: string[] = [];
  for (let next = take(queue); next.length > 0; next = take(queue)) ids.push(...next);
  return ids;
};

test("an automation has one action under way, the first of it that waits", () => {
  const queue = queued("a1", "a2", "b1");
  expect(takeAll(queue)).toEqual(["a1", "b1"]);
  queue.add([action("a", "a3")]);
  expect(takeAll(queue)).toEqual([]);
  queue.done("a");
  expect(takeAll(queue)).toEqual(["a2"]);
  queue.done("a");
  expect(takeAll(queue)).toEqual(["a3"]);
});

test("automations take turns, however many actions of one wait", () => {
  const queue = queued("a1", "a2", "a3", "b1");
  expect(take(queue)).toEqual(["a1"]);
  queue.done("a");
  expect(take(queue)).toEqual(["b1"]);
});

test("actions of an automation that follow each other are taken together as far as they may be, and not too many", () => {
  const queue = queueOf(ofOneType, "a1", "a2", "b1", "a3!", "a4!", "a5");
  expect([take(queue), take(queue), take(queue)]).toEqual([["a1", "a2"], ["b1"], []]);
  queue.done("a");
  expect(take(queue)).toEqual(["a3!", "a4!"]);
  queue.done("a");
  expect(take(queue)).toEqual(["a5"]);
  const names = Array.from({ length: 60 }, (_, i) => `c${i}`);
  const long = queueOf(ofOneType, ...names);
  const first = take(long);
  expect(first.length).toBeLessThan(60);
  long.done("c");
  expect(take(long)[0]).toBe(`c${first.length}`);
});

test("what is cleared waits no more, what is under way keeps its automation", () => {
  const queue = queued("a1", "a2", "b1");
  queue.take();
  expect(queue.clear().map(({ id }) => id)).toEqual(["a2", "b1"]);
  queue.add([action("a", "a3")]);
  expect(takeAll(queue)).toEqual([]);
  queue.done("a");
  expect(takeAll(queue)).toEqual(["a3"]);
});
