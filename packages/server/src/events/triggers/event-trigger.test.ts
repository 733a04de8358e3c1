import { AutomationCreate } from "@prefect-ts/schemas/automation";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { testEvent } from "@prefect-ts/testing/automations";
import { describe, expect, test } from "vitest";
import { LoadedAutomations } from "./loaded-automations.ts";

let made = 0;

function loaded(...triggers: object[]): LoadedAutomations {
  const automations = new LoadedAutomations();
  for (const given of triggers) {
    const body = { name: "a", trigger: { posture: "Reactive", ...given }, actions: [] };
    const { owner_resource: _, ...automation } = parse(AutomationCreate, body);
    automations.set({ ...automation, id: `automation ${made++}`, created: null, updated: null });
  }
  return automations;
}

const related = (role: string, id: string, more: Record<string, string> = {}) => ({
  "prefect.resource.role": role,
  "prefect.resource.id": id,
  ...more,
});
const isAwaited = (trigger: object, ...event: Parameters<typeof testEvent>) =>
  loaded(trigger).isAwaited(testEvent(...event));

describe("an event is for a trigger by its name", () => {
  test.each([
    ["a.b", { expect: ["a.b"] }, true],
    ["a.b", { expect: ["a.c", "a.*"] }, true],
    ["a.b", { expect: ["a"] }, false],
    ["a.", { expect: ["a.*"] }, false],
    ["a.b", { expect: [] }, true],
    ["begin", { expect: ["a"], after: ["begin"] }, true],
    ["other", { expect: [], after: ["begin"] }, true],
    ["a.b", { expect: ["!x"] }, false],
    ["A.b", { expect: ["a.b"] }, false],
  ])("%s for %j: %s", (name, trigger, expected) => {
    expect(isAwaited(trigger, name)).toBe(expected);
  });
});

describe("an event is for a trigger by its resources", () => {
  const resource = { "prefect.resource.id": "flow.1", color: "red" };
  test.each([
    [{ "prefect.resource.id": "flow.*" }, true],
    [{ "prefect.resource.id": "flow.2" }, false],
    [{ "prefect.resource.id": ["flow.2", "flow.1"] }, true],
    [{ "prefect.resource.id": "flow.*", color: "!blue" }, true],
    [{ color: "!red" }, false],
    [{ missing: "!red" }, false],
    [{ color: [] }, false],
    [{}, true],
  ])("match %j: %s", (match, expected) => {
    expect(isAwaited({ match }, "e", { resource })).toBe(expected);
  });

  const relateds = [related("flow", "flow.9"), related("tag", "tag.red", { name: "x" })];
  test.each([
    [{ "prefect.resource.role": "flow" }, true],
    [{ "prefect.resource.role": "flow", "prefect.resource.id": "tag.red" }, false],
    [[{ "prefect.resource.role": "flow" }, { "prefect.resource.id": "tag.*" }], true],
    [[{ "prefect.resource.role": "flow" }, { "prefect.resource.id": "nothing" }], false],
    [[], true],
  ])("match_related %j: %s", (match_related, expected) => {
    expect(isAwaited({ match_related }, "e", { related: relateds })).toBe(expected);
  });

  test("no related resource is as specified where there is none", () => {
    expect(isAwaited({ match_related: { a: "b" } }, "e")).toBe(false);
  });
});

test("the triggers that an event is for are found among many, once each", () => {
  const automations = loaded({ expect: ["a.*", "a.b"] }, { expect: ["a.b"] }, { expect: ["c"] }, {});
  expect(automations.interestedIn(testEvent("a.b"))).toHaveLength(3);
  expect(automations.interestedIn(testEvent("c"))).toHaveLength(2);
  expect(automations.interestedIn(testEvent("d"))).toHaveLength(1);
});

test("a trigger that spells out a label is found by it, and gone once its automation is", () => {
  const automations = loaded(
    { match: { color: "red", size: "*" } },
    { match: { color: ["blue", "red"] } },
    { match: { color: "blue" } },
    { match_related: { "prefect.resource.role": "flow", color: "red" } },
  );
  const of = (labels: Record<string, string>, ...relateds: Record<string, string>[]) =>
    automations.interestedIn(testEvent("e", { resource: labels, related: relateds })).length;
  const flow = related("flow", "flow.1", { color: "red" });
  expect([of({ color: "red" }), of({ color: "red", size: "1" }), of({ color: "green" }), of({})]).toEqual([1, 2, 0, 0]);
  expect([of({}, flow), of({ color: "blue" }, flow)]).toEqual([1, 3]);
  automations.replace([]);
  expect(of({ color: "red" }, flow)).toBe(0);
});

test("an automation that is switched off or deleted is interested in nothing", () => {
  const automations = new LoadedAutomations();
  const body = { name: "a", trigger: { posture: "Reactive", expect: ["a.*"] }, actions: [] };
  const { owner_resource: _, ...fields } = parse(AutomationCreate, body);
  const automation = { ...fields, id: "1", created: null, updated: null };
  automations.set(automation);
  expect(automations.isAwaited(testEvent("a.b"))).toBe(true);
  automations.set({ ...automation, enabled: false });
  expect(automations.isAwaited(testEvent("a.b"))).toBe(false);
  automations.set(automation);
  automations.delete("1");
  expect(automations.isAwaited(testEvent("a.b"))).toBe(false);
});

test("a bucketing key has the values of for_each in the order of their labels", () => {
  const [trigger] = loaded({ for_each: ["z", "related:flow:prefect.resource.id", "missing"] }).interestedIn(
    testEvent("e"),
  );
  const event = testEvent("e", {
    resource: { z: "1" },
    related: [related("flow", "flow.9"), related("flow", "flow.8")],
  });
  expect(trigger?.bucketingKey(event)).toEqual(["", "flow.9", "1"]);
  expect(trigger?.labelsOf(["", "flow.9", "1"])).toEqual({
    missing: "",
    "related:flow:prefect.resource.id": "flow.9",
    z: "1",
  });
});
