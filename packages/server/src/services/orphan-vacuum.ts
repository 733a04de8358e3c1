import type { ServerContext } from "../context.ts";
import { replaceLatest } from "../models/artifacts.ts";
import { type Service, writeEach } from "./service.ts";
import { type Belonging, deleteBelongings, drain, vacuumBatch, vacuums } from "./vacuum.ts";

/** The next flow runs, by their ids, that rows of a table say they belong to. */
const owners = (context: ServerContext, table: Belonging, after: string, limit: number) =>
  context.read(async ({ db }) => {
    const rows = await db
      .selectFrom(table)
      .select("flow_run_id")
      .distinct()
      .where("flow_run_id", ">", after)
      .orderBy("flow_run_id")
      .limit(limit)
      .execute();
    return rows.flatMap(({ flow_run_id }) => flow_run_id ?? []);
  });

async function withoutRun(context: ServerContext, ids: readonly string[]): Promise<string[]> {
  const runs = await context.read(({ db }) => db.selectFrom("flow_run").select("id").where("id", "in", ids).execute());
  const there = new Set(runs.map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}

async function deleteOrphans(context: ServerContext, signal: AbortSignal, table: Belonging): Promise<void> {
  const limit = vacuumBatch(context.settings);
  let after = "00000000-0000-0000-0000-000000000000";
  while (!signal.aborted) {
    const ids = await owners(context, table, after, limit);
    if (ids.length > 0) {
      const gone = await withoutRun(context, ids);
      await drain(context, signal, (tx) => deleteBelongings(tx, table, gone, limit));
    }
    after = ids.at(-1) ?? after;
    if (ids.length < limit) return;
  }
}

/** Artifacts by key whose latest one is gone. */
const staleCollections = (context: ServerContext) =>
  context.read(({ db }) =>
    db
      .selectFrom("artifact_collection")
      .select(["key", "latest_id"])
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("artifact").select("artifact.id").whereRef("artifact.id", "=", "artifact_collection.latest_id"),
          ),
        ),
      )
      .execute(),
  );

/** Deletes logs and artifacts whose flow run is gone, and forgets latest artifacts that are. */
export const orphanVacuum: Service = {
  name: "orphan vacuum",
  setting: "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
  summary: "Deletes logs and artifacts whose flow run is gone.",
  isEnabled: (settings) => vacuums(settings, "orphans"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS"),
  async pass(context, signal) {
    await deleteOrphans(context, signal, "log");
    await deleteOrphans(context, signal, "artifact");
    const stale = await staleCollections(context);
    await writeEach(context, signal, stale, (tx, { key, latest_id }) => replaceLatest(tx, key, latest_id));
  },
};
