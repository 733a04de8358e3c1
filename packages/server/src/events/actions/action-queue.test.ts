import { AutomationCreate } from "@prefect-ts/schemas/automation";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { expect, test } from "vitest";
import { newFiring } from "../triggers/firings.ts";
import { ActionQueue } from "./action-queue.ts";
import type { TriggeredAction } from "./triggered-action.ts";

function action(automationId: string, id: string): TriggeredAction {
  const body = { name: "a", trigger: { posture: "Reactive" }, actions: [{ type: "do-nothing" }] };
  const { owner_resource: _, ...fields } = parse(AutomationCreate, body);
  const firing = newFiring(fields.trigger, {});
  return {
    id,
    automation: { ...fields, id: automationId, created: null, updated: null },
    firing,
    triggered: Timestamp.now(),
    triggering_labels: {},
    triggering_event: null,
    action: { type: "do-nothing" },
    action_index: 0,
    automation_triggered_event_id: id,
  };
}

const queued = (...names: string[]) => {
  const queue = new ActionQueue();
  queue.add(names.map((name) => action(name.slice(0, 1), name)));
  return queue;
};
const takeAll = (queue: ActionQueue): string[] => {
  const ids: string[] = [];
  for (let next = queue.take(); next; next = queue.take()) ids.push(next.id);
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
  expect(queue.take()?.id).toBe("a1");
  queue.done("a");
  expect(queue.take()?.id).toBe("b1");
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
