import { setImmediate as nextTurn } from "node:timers/promises";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ServerContext } from "../context.ts";
import { type DeploymentPlace, readDeploymentPlaces } from "../models/deployment-record.ts";
import { type ScheduleRow, toSchedule } from "../models/deployment-schedules.ts";
import { insertPlannedRuns } from "../schedules/insert-planned-runs.ts";
import { PlannedDates } from "../schedules/planned-dates.ts";
import { type PlannedRun, plannedRuns } from "../schedules/planned-runs.ts";
import {
  type DeploymentPage,
  deploymentsChanged,
  deploymentsInNeed,
  lockVersions,
  readActiveSchedules,
  readPlannedKeys,
  versionOf,
} from "./scheduler-queries.ts";
import type { Service } from "./service.ts";

/** A page of deployments by their ids, from the id after another one. */
type FindPage = (page: DeploymentPage) => Promise<string[]>;

interface Planned {
  run: PlannedRun;
  /** Of its schedule, when it was planned. */
  version: string;
}

/** The runs that a schedule asks for; one that cannot be followed is logged, and has none. */
function planSchedule(
  context: ServerContext,
  dates: PlannedDates,
  deployment: DeploymentPlace | undefined,
  row: ScheduleRow,
): Planned[] {
  if (!deployment) return [];
  try {
    const version = versionOf(row.updated, deployment.updated);
    return plannedRuns(dates, deployment, toSchedule(row)).map((run) => ({ run, version }));
  } catch (error) {
    context.log.error({ err: error, deployment: deployment.id, schedule: row.id }, "a schedule could not be followed");
    return [];
  }
}

const plan = (context: ServerContext, ids: readonly string[]): Promise<Planned[]> =>
  context.read(async (session) => {
    const [deployments, rows, known] = await Promise.all([
      readDeploymentPlaces(session, ids),
      readActiveSchedules(session, ids),
      readPlannedKeys(session, ids, Timestamp.now()),
    ]);
    const places = new Map(deployments.map((place) => [place.id, place]));
    const dates = new PlannedDates(context.settings);
    const planned = rows.flatMap((row) => planSchedule(context, dates, places.get(row.deployment_id), row));
    return planned.filter(({ run }) => !known.has(run.key));
  });

/** Plans page after page. */
async function* planPages(context: ServerContext, find: FindPage): AsyncGenerator<Planned[]> {
  const limit = Math.max(1, batchSize(context));
  for (let after: string | undefined; ; ) {
    const ids = await find({ after, limit });
    if (ids.length > 0) yield await plan(context, ids);
    if (ids.length < limit) return;
    after = ids.at(-1);
    // On SQLite a page is read and planned within one turn of the event loop.
    await nextTurn();
  }
}

/** Where a batch ends: between deployments, each of which is locked by one transaction, unless one alone has more. */
function batchEnd(planned: readonly Planned[], most: number): number {
  const deploymentAt = (place: number) => planned[place]?.run.deploymentId;
  let end = most;
  while (end > 0 && deploymentAt(end) === deploymentAt(end - 1)) end--;
  return end || most;
}

async function* inBatches(pages: AsyncIterable<Planned[]>, most: number): AsyncGenerator<Planned[]> {
  let waiting: Planned[] = [];
  for await (const page of pages) {
    waiting = waiting.concat(page);
    while (waiting.length > most) yield waiting.splice(0, batchEnd(waiting, most));
  }
  if (waiting.length > 0) yield waiting;
}

/** Writes the runs of schedules that nobody changed meanwhile: a pause or an edit has deleted the runs that it knew. */
async function writeBatch(context: ServerContext, batch: readonly Planned[]): Promise<void> {
  const ids = [...new Set(batch.map(({ run }) => run.deploymentId))];
  await context.write(async (tx) => {
    const current = await lockVersions(tx, ids);
    const valid = batch.filter(({ run, version }) => current.get(run.scheduleId) === version);
    await insertPlannedRuns(
      tx,
      valid.map(({ run }) => run),
    );
  });
}

/** Where transactions run side by side: two to write, while the next pages are planned. */
const mostAtOnce = 3;

async function write(context: ServerContext, pages: AsyncIterable<Planned[]>, signal: AbortSignal): Promise<void> {
  const most = Math.max(1, context.settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE"));
  const batches = inBatches(pages, most);
  const writeOn = async () => {
    for await (const batch of batches) {
      if (signal.aborted) return;
      await writeBatch(context, batch);
    }
  };
  const writers = context.database.writesSideBySide ? mostAtOnce : 1;
  await Promise.all(Array.from({ length: writers }, writeOn));
}

const batchSize = ({ settings }: ServerContext) =>
  settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE");

const isEnabled: Service["isEnabled"] = (settings) => settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED");

/** Plans the runs of deployments whose schedules have too few ahead. */
export const scheduler: Service = {
  name: "scheduler",
  setting: "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED",
  summary: "Plans the runs of deployments whose schedules have too few ahead.",
  isEnabled,
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS"),
  async pass(context, signal) {
    const { settings } = context;
    const now = Timestamp.now();
    const enough = {
      runs: settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS"),
      until: now.plus(settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME")),
    };
    const find: FindPage = (page) => context.read((session) => deploymentsInNeed(session, page, now, enough));
    await write(context, planPages(context, find), signal);
  },
};

const recentLoop: Service["everySeconds"] = (settings) =>
  settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS");

/** Deployments that changed here, and are not looked at yet. */
const pending = new WeakMap<ServerContext, Set<string>>();

function takePending(context: ServerContext): string[] {
  const ids = [...(pending.get(context) ?? [])];
  pending.get(context)?.clear();
  return ids;
}

/** Plans the runs of deployments that were changed: here at once, by another process within a loop. */
export const recentDeployments: Service = {
  name: "recent deployments scheduler",
  setting: "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED",
  summary: "Plans the runs of deployments that were just changed.",
  isEnabled,
  everySeconds: recentLoop,
  isLocal: true,
  listen(context, wake) {
    const ids = new Set<string>();
    pending.set(context, ids);
    return context.changedDeployments.listen((changed) => {
      for (const id of changed) ids.add(id);
      wake();
    });
  },
  async pass(context, signal) {
    // A second more than the loop takes, for what is changed while a pass runs.
    const since = Timestamp.now().plus(-recentLoop(context.settings) - 1);
    const changed = takePending(context).toSorted();
    const findChanged: FindPage = async ({ after = "", limit }) => changed.filter((id) => id > after).slice(0, limit);
    await write(context, planPages(context, findChanged), signal);
    const findRecent: FindPage = (page) => context.read((session) => deploymentsChanged(session, page, since));
    await write(context, planPages(context, findRecent), signal);
    return {};
  },
};
