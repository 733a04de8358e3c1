import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { preparedInsert } from "@prefect-ts/database/prepared";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../../../ids.ts";
import { rule } from "../../rule.ts";

const insertEntry = preparedInsert("task_run_state_cache", [
  ...(["id", "created", "updated", "cache_key", "cache_expiration", "task_run_state_id"] as const),
]);

const lengthOf = (text: string) => [...text].length;

/** Keeps a completed state for its cache key. A key that is too long says so, and the state is kept all the same. */
export const cacheInsertion = rule<TaskRunRecord>({
  name: "CacheInsertion",
  from: "any",
  to: ["COMPLETED"],
  before: ({ proposed, settings }, decision) => {
    const key = proposed?.state_details.cache_key;
    if (!key || lengthOf(key) <= settings.maxCacheKeyLength) return;
    decision.reject(proposed, `Cache key exceeded maximum allowed length of ${settings.maxCacheKeyLength} characters.`);
  },
  after: async ({ tx, validated }) => {
    if (!validated?.state_details.cache_key) return;
    const { cache_key, cache_expiration } = validated.state_details;
    const now = Timestamp.now();
    await tx.run(
      insertEntry.with({
        id: uuid7(),
        created: now,
        updated: now,
        cache_key,
        cache_expiration,
        task_run_state_id: validated.id,
      }),
    );
  },
});
