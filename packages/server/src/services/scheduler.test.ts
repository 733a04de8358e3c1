import { DeploymentCreate, DeploymentUpdate } from "@prefect-ts/schemas/deployment";
import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { updateDeployment } from "../models/deployment-update.ts";
import { createDeployment, setPaused } from "../models/deployments.ts";
import { updateSchedule } from "../models/deployment-schedules.ts";
import { createFlow } from "../models/flows.ts";
import { startServices } from "./index.ts";
import { recentDeployments, scheduler } from "./scheduler.ts";
import type { Service } from "./service.ts";

let context: TestContext;
let flowId: string;
beforeEach(() => open());
afterEach(() => context.close());

async function open(env: Record<string, string> = {}): Promise<void> {
  context = await testContext(env);
  flowId = (await context.write((tx) => createFlow(tx, { name: "etl", tags: [], labels: {} }))).flow.id;
}

const never = new AbortController().signal;
const pass = (service: Service) => service.pass(context, never);

async function deploy(name: string, ...schedules: object[]): Promise<string> {
  const body = { name, flow_id: flowId, schedules: schedules.map((schedule) => ({ schedule })) };
  return (await context.write((tx) => createDeployment(tx, parse(DeploymentCreate, body)))).deployment.id;
}

const runsOf = (id: string) =>
  context.read(({ db }) =>
    db
      .selectFrom("flow_run")
      .innerJoin("flow_run_state as state", "state.id", "flow_run.state_id")
      .select(["flow_run.id", "next_scheduled_start_time as at", "state.name", "idempotency_key as key"])
      .where("deployment_id", "=", id)
      .orderBy("next_scheduled_start_time")
      .execute(),
  );
const countOf = async (id: string) => (await runsOf(id)).length;

test("a schedule has at least three runs ahead and an hour, and at most a hundred", async () => {
  const daily = await deploy("daily", { interval: 86_400 });
  const often = await deploy("often", { cron: "*/10 * * * *" });
  const frantic = await deploy("frantic", { interval: 1 });
  await pass(scheduler);
  expect(await countOf(daily)).toBe(3);
  expect([7, 8]).toContain(await countOf(often));
  expect(await countOf(frantic)).toBe(100);
  expect((await runsOf(daily)).map(({ name }) => name)).toEqual(["Scheduled", "Scheduled", "Scheduled"]);
});

test("what is planned is not planned again, and what is missing is made up for", async () => {
  const id = await deploy("hourly", { interval: 3600 });
  await pass(scheduler);
  const planned = await runsOf(id);
  await pass(scheduler);
  expect(await runsOf(id)).toEqual(planned);
  const [first] = planned;
  await context.write((tx) =>
    tx.db
      .deleteFrom("flow_run")
      .where("id", "=", first?.id ?? "")
      .execute(),
  );
  await pass(scheduler);
  expect((await runsOf(id)).map(({ key }) => key)).toEqual(planned.map(({ key }) => key));
});

test("each schedule of a deployment is kept ahead, whatever the others have", async () => {
  const id = await deploy("two", { interval: 60 }, { interval: 86_400 });
  await pass(scheduler);
  const before = await countOf(id);
  const [soon, later] = [Timestamp.now().plus(1800), Timestamp.now().plus(2 * 3600)];
  await context.write((tx) =>
    tx.db
      .deleteFrom("flow_run")
      .where("next_scheduled_start_time", ">", soon)
      .where("next_scheduled_start_time", "<", later)
      .execute(),
  );
  expect(await countOf(id)).toBeLessThan(before);
  await pass(scheduler);
  expect(await countOf(id)).toBeGreaterThanOrEqual(before);
});

test("all deployments are reached, page after page", async () => {
  await context.close();
  await open({ PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE: "3" });
  const ids: string[] = [];
  for (let i = 0; i < 10; i++) ids.push(await deploy(`d${i}`, { interval: 86_400 }));
  await pass(scheduler);
  expect(await Promise.all(ids.map(countOf))).toEqual(ids.map(() => 3));
});

test("paused deployments and inactive schedules have no runs", async () => {
  const paused = await deploy("paused", { interval: 60 });
  const inactive = await deploy("inactive", { interval: 60 });
  await context.write(async (tx) => {
    await setPaused(tx, paused, true);
    await tx.db
      .updateTable("deployment_schedule")
      .set({ active: false })
      .where("deployment_id", "=", inactive)
      .execute();
  });
  await pass(scheduler);
  await pass(recentDeployments);
  expect([await countOf(paused), await countOf(inactive)]).toEqual([0, 0]);
});

test("a schedule that cannot be read leaves the others", async () => {
  const broken = await deploy("broken", { interval: 60 });
  const sound = await deploy("sound", { interval: 86_400 });
  await context.write((tx) =>
    tx.db
      .updateTable("deployment_schedule")
      .set({ schedule: json({ moon: "full" }) })
      .where("deployment_id", "=", broken)
      .execute(),
  );
  await pass(scheduler);
  expect([await countOf(broken), await countOf(sound)]).toEqual([0, 3]);
});

test("runs that were planned before a pause or an edit are not written after it", async () => {
  const [paused, edited] = [await deploy("paused", { interval: 60 }), await deploy("edited", { interval: 60 })];
  const passing = pass(scheduler);
  const pausing = context.write((tx) => setPaused(tx, paused, true));
  const editing = context.write((tx) =>
    updateDeployment(tx, edited, parse(DeploymentUpdate, { schedules: [{ schedule: { cron: "0 0 1 1 *" } }] })),
  );
  await Promise.all([passing, pausing, editing]);
  expect(await countOf(paused)).toBe(0);
  await pass(scheduler);
  const texts = (await runsOf(edited)).map(({ at }) => at?.text.slice(5, 16));
  expect(texts.every((text) => text === "01-01 00:00")).toBe(true);
});

test("a changed deployment has its runs at once, without waiting for a loop", async () => {
  await context.close();
  await open({
    PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS: "1000",
    PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS: "1000",
  });
  const services = startServices(context, [scheduler, recentDeployments]);
  const id = await deploy("new", { interval: 86_400 });
  await expect.poll(() => countOf(id)).toBe(3);
  await context.write((tx) => setPaused(tx, id, true));
  await expect.poll(() => countOf(id)).toBe(0);
  await context.write((tx) => setPaused(tx, id, false));
  await expect.poll(() => countOf(id)).toBe(3);
  await services.stop();
});

test("a deployment that another process changed has its runs with the next pass for recent changes", async () => {
  const id = await deploy("elsewhere", { interval: 86_400 });
  await pass(recentDeployments);
  expect(await countOf(id)).toBe(3);
});

test("a changed schedule has its runs at once", async () => {
  const id = await deploy("changed", { interval: 86_400 });
  const services = startServices(context, [recentDeployments]);
  await expect.poll(() => countOf(id)).toBe(3);
  const [schedule] = await context.read(({ db }) => db.selectFrom("deployment_schedule").select("id").execute());
  await context.write(async (tx) => {
    await tx.db.deleteFrom("flow_run").execute();
    const update = { schedule: { cron: "0 0 1 1 *", timezone: null, day_or: true } };
    await updateSchedule(tx, id, ["id", schedule?.id ?? ""], update);
  });
  await expect.poll(async () => (await runsOf(id)).map(({ at }) => at?.text.slice(5, 10))).toEqual(["01-01"]);
  await services.stop();
});
