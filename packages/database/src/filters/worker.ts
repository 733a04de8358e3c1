import type { WorkerFilter } from "@prefect-ts/schemas/worker";
import type { ExpressionBuilder } from "kysely";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { during, listed } from "./fields.ts";

/** A worker filter as a condition on `worker`; undefined where it restricts nothing. */
export const workerConditions = (filter: WorkerFilter, eb: ExpressionBuilder<Tables, "worker">): MaybeCondition =>
  combine(filter.operator, [
    given(filter.last_heartbeat_time, (time) => during(eb.ref("worker.last_heartbeat_time"), time)),
    given(filter.status, (status) => listed(eb.ref("worker.status"), status)),
  ]);
