import type { WorkQueueFilter } from "@prefect-ts/schemas/work-queue";
import type { ExpressionBuilder } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { anyOf, listed } from "./fields.ts";

/** A work queue filter as a condition on `work_queue`; undefined where it restricts nothing. */
export function workQueueConditions(
  filter: WorkQueueFilter,
  eb: ExpressionBuilder<Tables, "work_queue">,
  dialect: DialectQueries,
): MaybeCondition {
  const name = eb.ref("work_queue.name");
  const names = combine("and_", [
    anyOf(name, filter.name?.any_),
    combine(
      "or_",
      (filter.name?.startswith_ ?? []).map((prefix) => dialect.startsWithIgnoringCase(name, prefix)),
    ),
  ]);
  // An empty `startswith_` is as good as no name filter at all, even inside `or_`.
  const saysNothing = filter.name?.startswith_?.length === 0;
  return combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("work_queue.id"), id)),
    saysNothing ? names : given(filter.name, () => names),
  ]);
}
