import type { Session } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { readFlowRun } from "../models/flow-run-record.ts";
import { setFlowRunState } from "../models/flow-runs.ts";
import { isPaused } from "../states/predicates.ts";
import { readStateDetails } from "../states/rows.ts";
import { newState } from "../states/state.ts";
import { type Service, writeEach } from "./service.ts";

const pageSize = 200;
const firstId = "00000000-0000-0000-0000-000000000000";

/** A page of the paused runs whose ids come after `afterId`. */
const pausedRuns = ({ db }: Session, afterId: string) =>
  db
    .selectFrom("flow_run")
    .innerJoin("flow_run_state as state", "state.id", "flow_run.state_id")
    .select(["flow_run.id", "state.state_details"])
    .where("flow_run.state_type", "=", "PAUSED")
    .where("flow_run.id", ">", afterId)
    .orderBy("flow_run.id")
    .limit(pageSize)
    .execute();

async function failExpiredPause(tx: Tx, { id }: { id: string }): Promise<void> {
  const run = await readFlowRun(tx, id);
  if (!isPaused(run?.state) || !run?.state?.state_details.pause_timeout?.isBefore(Timestamp.now())) return;
  const state = newState("FAILED", { message: "The flow was paused and never resumed." });
  await setFlowRunState(tx, { id, state, force: true });
}

/** Fails flow runs whose pause has lasted longer than it may. */
export const pauseExpirations: Service = {
  name: "pause expirations",
  setting: "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED",
  summary: "Fails flow runs whose pause has lasted longer than it may.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS"),
  async pass(context, signal) {
    let page = await context.read((session) => pausedRuns(session, firstId));
    let until: Timestamp | undefined;
    for (let last = page.at(-1); last; last = page.at(-1)) {
      const { id } = last;
      const now = Timestamp.now();
      const ends = page.map((run) => ({ ...run, end: readStateDetails(run.state_details).pause_timeout }));
      for (const { end } of ends) if (end && !until?.isBefore(end)) until = end;
      const expired = ends.filter(({ end }) => end?.isBefore(now));
      await writeEach(context, signal, expired, failExpiredPause);
      if (signal.aborted) return undefined;
      if (page.length < pageSize) break;
      page = await context.read((session) => pausedRuns(session, id));
    }
    return { ...(until && { until }) };
  },
};
