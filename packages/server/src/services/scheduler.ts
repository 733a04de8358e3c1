import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ServerContext } from "../context.ts";
import { type DeploymentPlace, readDeploymentPlaces } from "../models/deployment-record.ts";
import { type ScheduleRow, toSchedule } from "../models/deployment-schedules.ts";
import { insertPlannedRuns } from "../schedules/insert-planned-runs.ts";
import { type PlannedRun, plannedRuns } from "../schedules/planned-runs.ts";
import {
  type DeploymentPage,
  deploymentsChanged,
  deploymentsInNeed,
  readActiveSchedules,
  readPlannedKeys,
  readVersions,
} from "./scheduler-queries.ts";
import type { Service } from "./service.ts";

/** A page of deployments by their ids, from the id after another one. */
type FindPage = (page: DeploymentPage) => Promise<string[]>;

/** The runs that a schedule asks for; one that cannot be followed is logged, and has none. */
function runsOf(context: ServerContext, deployment: DeploymentPlace | undefined, row: ScheduleRow): PlannedRun[] {
  if (!deployment) return [];
  try {
    return plannedRuns(context.settings, deployment, toSchedule(row));
  } catch (error) {
    context.log.error({ err: error, deployment: deployment.id, schedule: row.id }, "a schedule could not be followed");
    return [];
  }
}

interface Plan {
  runs: PlannedRun[];
  /** Of the schedules, when the runs were planned. */
  versions: Map<string, string>;
}

const plan = (context: ServerContext, ids: readonly string[]): Promise<Plan> =>
  context.read(async (session) => {
    const versions = await readVersions(session, ids);
    const places = new Map((await readDeploymentPlaces(session, ids)).map((place) => [place.id, place]));
    const rows = await readActiveSchedules(session, ids);
    const known = await readPlannedKeys(session, ids, Timestamp.now());
    const runs = rows.flatMap((row) => runsOf(context, places.get(row.deployment_id), row));
    return { runs: runs.filter(({ key }) => !known.has(key)), versions };
  });

/** Writes the runs of schedules that nobody changed meanwhile: a pause or an edit has deleted the runs that it knew. */
async function write(context: ServerContext, { runs, versions }: Plan, signal: AbortSignal): Promise<void> {
  const most = Math.max(1, context.settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE"));
  for (let i = 0; i < runs.length && !signal.aborted; i += most) {
    const batch = runs.slice(i, i + most);
    const ids = [...new Set(batch.map(({ deploymentId }) => deploymentId))];
    await context.write(async (tx) => {
      const current = await readVersions(tx, ids, { lock: true });
      const valid = batch.filter(({ scheduleId: id }) => current.has(id) && current.get(id) === versions.get(id));
      await insertPlannedRuns(tx, valid);
    });
  }
}

const batchSize = ({ settings }: ServerContext) =>
  settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE");

interface PlannedPage {
  ids: readonly string[];
  plan: Plan;
}

const nothingPlanned: Plan = { runs: [], versions: new Map() };

/** Plans page after page; while one is written, the next is planned. */
async function schedulePages(context: ServerContext, signal: AbortSignal, find: FindPage): Promise<void> {
  const limit = Math.max(1, batchSize(context));
  const planPage = async (after: string | undefined): Promise<PlannedPage> => {
    const ids = await find({ after, limit });
    return { ids, plan: ids.length > 0 ? await plan(context, ids) : nothingPlanned };
  };
  let page: PlannedPage | undefined = await planPage(undefined);
  while (page && !signal.aborted) {
    const next: Promise<PlannedPage> | undefined = page.ids.length < limit ? undefined : planPage(page.ids.at(-1));
    [page] = await Promise.all([next, write(context, page.plan, signal)]);
  }
}

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
    await schedulePages(context, signal, (page) =>
      context.read((session) => deploymentsInNeed(session, page, now, enough)),
    );
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
    const changed = takePending(context);
    const limit = Math.max(1, batchSize(context));
    for (let i = 0; i < changed.length && !signal.aborted; i += limit) {
      await write(context, await plan(context, changed.slice(i, i + limit)), signal);
    }
    await schedulePages(context, signal, (page) => context.read((session) => deploymentsChanged(session, page, since)));
    return {};
  },
};
