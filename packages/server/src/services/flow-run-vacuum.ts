import { endedFlowRuns } from "@prefect-ts/database/care/prune/ended-runs";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ServerContext, Tx } from "../context.ts";
import type { Service } from "./service.ts";
import { deleteBelongings, drain, vacuumBatch, vacuums } from "./vacuum.ts";

/** Deletes some of what a run consists of, and at last the run itself; answers how many rows it deleted, none at the end. */
async function deletePart(tx: Tx, id: string, before: Timestamp, most: number): Promise<number> {
  tx.lock("flow_run", id);
  const isEnded = await endedFlowRuns(tx, before).select("id").where("id", "=", id).executeTakeFirst();
  if (!isEnded) return 0;
  const taskRuns = tx.db.selectFrom("task_run").select("id").where("flow_run_id", "=", id).limit(most);
  const { numDeletedRows } = await tx.db.deleteFrom("task_run").where("id", "in", taskRuns).executeTakeFirstOrThrow();
  if (Number(numDeletedRows) === most) return most;
  await tx.db.deleteFrom("flow_run").where("id", "=", id).execute();
  return 0;
}

async function deleteRun(context: ServerContext, signal: AbortSignal, id: string, before: Timestamp): Promise<void> {
  const most = vacuumBatch(context.settings);
  await drain(context, signal, (tx) => deletePart(tx, id, before, most));
  const isLeft = await context.read(({ db }) =>
    db.selectFrom("flow_run").select("id").where("id", "=", id).executeTakeFirst(),
  );
  if (isLeft) return;
  await drain(context, signal, (tx) => deleteBelongings(tx, "log", [id], most));
  await drain(context, signal, (tx) => deleteBelongings(tx, "artifact", [id], most));
}

/** Deletes flow runs that ended longer ago than they are kept, with their task runs, logs and artifacts. */
export const flowRunVacuum: Service = {
  name: "flow run vacuum",
  setting: "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
  summary: "Deletes flow runs that ended longer ago than they are kept.",
  isEnabled: (settings) => vacuums(settings, "flow_runs"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS"),
  async pass(context, signal) {
    const { settings } = context;
    const before = Timestamp.now().plus(-settings.get("PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"));
    const limit = vacuumBatch(settings);
    while (!signal.aborted) {
      const runs = await context.read((session) =>
        endedFlowRuns(session, before).select("id").orderBy("end_time").limit(limit).execute(),
      );
      for (const { id } of runs) {
        if (signal.aborted) return;
        await deleteRun(context, signal, id, before);
      }
      if (runs.length < limit) return;
    }
  },
};
