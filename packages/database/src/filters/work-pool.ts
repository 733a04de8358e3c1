import type { WorkPoolFilter } from "@prefect-ts/schemas/work-pool";
import type { ExpressionBuilder } from "kysely";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { listed } from "./fields.ts";

/** A work pool filter as a condition on `work_pool`; undefined where it restricts nothing. */
export const workPoolConditions = (
  filter: WorkPoolFilter,
  eb: ExpressionBuilder<Tables, "work_pool">,
): MaybeCondition =>
  combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("work_pool.id"), id)),
    given(filter.name, (name) => listed(eb.ref("work_pool.name"), name)),
    given(filter.type, (type) => listed(eb.ref("work_pool.type"), type)),
  ]);
