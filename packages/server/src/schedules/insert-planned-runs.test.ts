import { DeploymentCreate } from "@prefect-ts/schemas/deployment";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readDeploymentPlace } from "../models/deployment-record.ts";
import { readSchedules } from "../models/deployment-schedules.ts";
import { createDeployment } from "../models/deployments.ts";
import { createFlow } from "../models/flows.ts";
import { insertPlannedRuns } from "./insert-planned-runs.ts";
import { type Horizon, PlannedDates } from "./planned-dates.ts";
import { type PlannedRun, plannedRuns } from "./planned-runs.ts";

let context: TestContext;
let deploymentId: string;
beforeEach(async () => {
  context = await testContext();
  const { flow } = await context.write((tx) => createFlow(tx, { name: "etl", tags: [], labels: { team: "a" } }));
  const schedules = [
    { schedule: { interval: 3600 }, parameters: { size: 1 } },
    { schedule: { cron: "0 6 * * *" }, slug: "morning" },
  ];
  const body = { name: "d", flow_id: flow.id, tags: ["x"], parameters: { size: 0, dry: true }, schedules };
  deploymentId = (await context.write((tx) => createDeployment(tx, parse(DeploymentCreate, body)))).deployment.id;
});
afterEach(() => context.close());

const plan = (horizon: Horizon): Promise<PlannedRun[]> =>
  context.read(async (session) => {
    const place = await readDeploymentPlace(session, deploymentId);
    const dates = new PlannedDates(context.settings, horizon);
    const schedules = await readSchedules(session, deploymentId);
    return place ? schedules.flatMap((schedule) => plannedRuns(dates, place, schedule)) : [];
  });
const insert = (runs: readonly PlannedRun[]) => context.write((tx) => insertPlannedRuns(tx, runs));
const rows = () =>
  context.read(({ db }) =>
    db
      .selectFrom("flow_run as run")
      .innerJoin("flow_run_state as state", "state.id", "run.state_id")
      .select(["run.id", "run.idempotency_key as key", "run.parameters", "run.tags", "run.labels", "run.created_by"])
      .select(["run.created", "run.state_timestamp", "run.next_scheduled_start_time as at", "run.expected_start_time"])
      .select(["state.flow_run_id", "state.timestamp", "state.state_details"])
      .execute(),
  );

test("a run has the values of its deployment and schedule, and its own time, key and state", async () => {
  const planned = await plan({ minRuns: 3 });
  const ids = await insert(planned);
  const found = await rows();
  expect(new Set(ids).size).toBe(planned.length);
  expect(new Set(found.map(({ id }) => id))).toEqual(new Set(ids));
  for (const one of planned) {
    const run = found.find(({ key }) => key === one.key);
    const isMorning = Object(run?.created_by).display_value === "morning";
    expect(run).toMatchObject({
      flow_run_id: run?.id,
      at: one.at,
      expected_start_time: one.at,
      timestamp: run?.created,
      state_timestamp: run?.created,
      parameters: { size: isMorning ? 0 : 1, dry: true },
      tags: ["auto-scheduled", "x"],
      labels: { team: "a", "prefect.deployment.id": deploymentId },
      created_by: { id: one.scheduleId, type: "SCHEDULE" },
      state_details: { scheduled_time: one.at.toJSON() },
    });
  }
});

test("runs that are there already stay as they are, with their states, whatever they are written with", async () => {
  const start = Timestamp.now();
  const first = await plan({ start, minRuns: 2 });
  await insert(first);
  const before = await rows();
  const second = await plan({ start, minRuns: 70 });
  const ids = await insert(second);
  const after = await rows();
  expect(ids).toHaveLength(second.length - first.length);
  expect(after).toHaveLength(second.length);
  expect(after).toEqual(expect.arrayContaining(before));
  const states = await context.read(({ db }) => db.selectFrom("flow_run_state").select("id").execute());
  expect(states).toHaveLength(second.length);
  expect(await insert(second)).toEqual([]);
});
