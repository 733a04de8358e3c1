import type { LogFilter } from "@prefect-ts/schemas/log";
import { type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { atLeast, atMost, during, listed } from "./fields.ts";
import { parseTextSearch } from "./text-search.ts";

type Logs = ExpressionBuilder<Tables, "log">;

/** A log filter as a condition on `log`; undefined where it restricts nothing. */
export function logConditions(filter: LogFilter, eb: Logs): MaybeCondition {
  const level = eb.ref("log.level");
  return combine(filter.operator, [
    given(filter.level, ({ ge_, le_ }) => combine("and_", [atLeast(level, ge_), atMost(level, le_)])),
    given(filter.timestamp, (time) => during(eb.ref("log.timestamp"), time)),
    given(filter.flow_run_id, (id) => listed(eb.ref("log.flow_run_id"), id)),
    given(filter.task_run_id, (id) => listed(eb.ref("log.task_run_id"), id)),
    ...(filter.text ? searched(filter.text.query, eb) : []),
  ]);
}

/** Three conditions of their own: inside `or_` each of them is enough. */
function searched(query: string, eb: Logs): MaybeCondition[] {
  const text = sql`lower(${eb.ref("log.message")} || ' ' || ${eb.ref("log.name")})`;
  const contains = (term: string) =>
    sql<SqlBool>`${text} like ${`%${term.toLowerCase().replace(/[%_/]/g, "/$&")}%`} escape '/'`;
  const { include, exclude, required } = parseTextSearch(query);
  return [
    combine("or_", include.map(contains)),
    combine(
      "and_",
      exclude.map((term) => sql<SqlBool>`not (${contains(term)})`),
    ),
    combine("and_", required.map(contains)),
  ];
}
