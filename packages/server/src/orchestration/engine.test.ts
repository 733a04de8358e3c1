import { expect, test } from "vitest";
import { newState, type RunState } from "../states/state.ts";
import { orchestrate, type Writer } from "./engine.ts";
import { type Decision, type Rule, rule, type Transform, transform } from "./rule.ts";
import type { Transition } from "./transition.ts";

interface Run {
  count: number;
}

/** A transition from PENDING to RUNNING under `rules`; answers it with what happened, in order. */
async function run(
  rules: (log: string[]) => (Rule<Run> | Transform<Run>)[],
  global: (log: string[]) => Transform<Run>[] = () => [],
) {
  const log: string[] = [];
  const transition = {
    run: { count: 0 },
    initial: newState("PENDING"),
    proposed: newState("RUNNING"),
    validated: null,
    status: "ACCEPT",
    details: { type: "accept_details" },
  } as unknown as Transition<Run>;
  const writer: Writer<Run> = {
    state: async ({ proposed, initial }) => {
      log.push(`write ${proposed?.type ?? "nothing"}`);
      return proposed ?? initial;
    },
    run: async (after, before) => void log.push(`count ${before.count} > ${after.run.count}`),
  };
  const result = await orchestrate(transition, rules(log), global(log), writer);
  return { ...result, log };
}

const logging = (
  log: string[],
  name: string,
  act: (decision: Decision) => void = () => {},
  to: Rule<Run>["to"] = "any",
) =>
  rule<Run>({
    name,
    from: "any",
    to,
    before: (_, decision) => {
      log.push(`${name} before`);
      decision.onFizzle(() => void log.push(`${name} undone`));
      act(decision);
    },
    after: () => void log.push(`${name} after`),
  });

const failed = (): RunState => newState("FAILED");

test("rules speak in order before the write and in reverse after it, the run is written last", async () => {
  const { log, status } = await run(
    (log) => [logging(log, "a"), logging(log, "b")],
    (log) => [
      transform<Run>({ name: "g", before: () => void log.push("g before"), after: () => void log.push("g after") }),
    ],
  );
  expect(status).toBe("ACCEPT");
  expect(log).toEqual(
    ["a before", "b before", "g before", "write RUNNING", "g after", "b after", "a after"].concat("count 0 > 0"),
  );
});

test("a rule that stops the transition silences those after it, and those before it are undone", async () => {
  const { log, status } = await run((log) => [
    logging(log, "a"),
    logging(log, "b", (decision) => decision.abort("no"), ["RUNNING"]),
    logging(log, "c"),
  ]);
  expect(status).toBe("ABORT");
  expect(log).toEqual(["a before", "b before", "write nothing", "a undone", "count 0 > 0"]);
});

test("a rule that proposes a type which it governs has its after", async () => {
  const { log } = await run((log) => [logging(log, "a", (decision) => decision.reject(failed(), "no"), "any")]);
  expect(log).toEqual(["a before", "write FAILED", "a after", "count 0 > 0"]);
});

test("one that proposes a type which it does not govern has none, and is not undone", async () => {
  const { log, state, details } = await run((log) => [
    logging(log, "a", (decision) => decision.reject(failed(), "no"), ["RUNNING"]),
  ]);
  expect(log).toEqual(["a before", "write FAILED", "count 0 > 0"]);
  expect({ type: state?.type, details }).toEqual({ type: "FAILED", details: { type: "reject_details", reason: "no" } });
});

test("a rule that proposes another state of the same type silences nobody", async () => {
  const { log } = await run((log) => [
    logging(log, "a", (decision) => decision.reject(newState("RUNNING"), "other")),
    logging(log, "b"),
  ]);
  expect(log).toEqual(["a before", "b before", "write RUNNING", "b after", "a after", "count 0 > 0"]);
});

test("transforms pass what writes nothing", async () => {
  const { log } = await run(
    (log) => [logging(log, "a", (decision) => decision.wait(3, "later"), ["RUNNING"])],
    (log) => [
      transform<Run>({ name: "g", before: () => void log.push("g before"), after: () => void log.push("g after") }),
    ],
  );
  expect(log).toEqual(["a before", "write nothing", "count 0 > 0"]);
});

test("rules of other types are not asked", async () => {
  const { log } = await run((log) => [logging(log, "a", undefined, ["PENDING"])]);
  expect(log).toEqual(["write RUNNING", "count 0 > 0"]);
});

test("what a rule makes of the run is written with it, after the rule's after", async () => {
  const counting = rule<Run>({
    name: "counting",
    from: "any",
    to: "any",
    before: ({ run }) => void (run.count += 1),
    after: ({ run }) => void (run.count += 1),
  });
  expect((await run(() => [counting])).log).toEqual(["write RUNNING", "count 0 > 2"]);
});

test("an error in a rule goes to the caller", async () => {
  const broken = rule<Run>({
    name: "broken",
    from: "any",
    to: "any",
    before: () => {
      throw new Error("broken");
    },
  });
  await expect(run(() => [broken])).rejects.toThrow("broken");
});
