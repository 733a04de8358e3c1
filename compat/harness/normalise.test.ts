import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Collected } from "./collect.ts";
import { isObject } from "./json.ts";
import { normalise } from "./normalise.ts";

/** A run of a flow with one task, as the API shows it, with ids, names and times of its own. */
function recording(day: number, flowRunName: string): Collected {
  const [flow, flowRun, taskRun, state, key] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const at = `2024-05-0${day}T10:00:00.00000${day}Z`;
  const states = [{ id: state, type: "COMPLETED", timestamp: at, message: null }];
  return {
    flows: [{ id: flow, name: "a-flow" }],
    flowRuns: [
      { id: flowRun, flow_id: flow, name: flowRunName, state_id: state, states, start_time: at, total_run_time: day },
    ],
    taskRuns: [
      {
        id: taskRun,
        flow_run_id: flowRun,
        name: `add-${key.slice(0, 3)}`,
        dynamic_key: key,
        task_inputs: {},
        states: [],
      },
    ],
    logs: [
      {
        id: randomUUID(),
        flow_run_id: flowRun,
        level: 20,
        name: "x",
        message: `Beginning '${flowRunName}'`,
        timestamp: at,
      },
    ],
    artifacts: [],
    latestArtifacts: [],
    variables: [],
    blockTypes: [],
    blockSchemas: [],
    blockDocuments: [],
    globalLimits: [],
    tagLimits: [],
    events: [
      { id: state, event: "done", resource: { "prefect.resource.id": `prefect.flow-run.${flowRun}` }, related: [] },
    ],
  };
}

const output = { exit: 0, lines: ["kept in /tmp/home-1/results"] };

test("two recordings of the same behaviour are the same", () => {
  const first = normalise(recording(1, "dancing-otter"), output, [["/tmp/home-1", "<home>"]]);
  const second = normalise(recording(2, "solemn-heron"), { exit: 0, lines: ["kept in /h/results"] }, [
    ["/h", "<home>"],
  ]);
  expect(second).toEqual(first);
});

test("an id is written as what it belongs to, the same in every place", () => {
  const record = normalise(recording(1, "run 1"), output, []);
  const [event] = Array.isArray(record.events) ? record.events : [];
  expect(event).toEqual({
    id: "<flow-run:run 1/state-1>",
    event: "done",
    resource: { "prefect.resource.id": "prefect.flow-run.<flow-run:run 1>" },
    related: [],
  });
  const [taskRun] = Array.isArray(record.task_runs) ? record.task_runs : [];
  expect(isObject(taskRun) && taskRun.flow_run_id).toBe("<flow-run:run 1>");
});

test("a name that the scenario chose is kept", () => {
  const chosen = normalise(recording(1, "run 1"), output, []);
  const other = normalise(recording(1, "run 2"), output, []);
  expect(other).not.toEqual(chosen);
});
