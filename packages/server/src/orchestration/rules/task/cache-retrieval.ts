import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { prepared } from "@prefect-ts/database/prepared";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { stateFromRow } from "../../../states/rows.ts";
import { freshCopy } from "../../../states/state.ts";
import { rule } from "../../rule.ts";

const newestEntry = prepared<{ cache_key: string; now: Timestamp }>()((db, parameter) =>
  db
    .selectFrom("task_run_state_cache")
    .select("task_run_state_id")
    .where("cache_key", "=", parameter("cache_key"))
    .where(({ eb, or }) => or([eb("cache_expiration", "is", null), eb("cache_expiration", ">", parameter("now"))]))
    .orderBy("created", "desc")
    .limit(1),
);

const stateById = prepared<{ id: string }>()((db, parameter) =>
  db
    .selectFrom("task_run_state as state")
    .leftJoin("artifact as result", "result.id", "state.result_artifact_id")
    .select([
      ...(["state.id", "state.type", "state.name", "state.timestamp", "state.message", "state.state_details"] as const),
      "result.data as result",
    ])
    .where("state.id", "=", parameter("id")),
);

/** A task run whose cache key is known does not run: it takes the state that was kept for the key. */
export const cacheRetrieval = rule<TaskRunRecord>({
  name: "CacheRetrieval",
  from: "any",
  to: ["RUNNING"],
  before: async ({ tx, proposed }, decision) => {
    if (!proposed?.state_details.cache_key || proposed.state_details.refresh_cache) return;
    const found = await tx.run(newestEntry.with({ cache_key: proposed.state_details.cache_key, now: Timestamp.now() }));
    const id = found.rows[0]?.task_run_state_id;
    const [row] = id === undefined ? [] : (await tx.run(stateById.with({ id }))).rows;
    if (!row) return;
    const cached = freshCopy(stateFromRow(row, row.result));
    decision.reject({ ...cached, name: "Cached" }, "Retrieved state from cache");
  },
});
