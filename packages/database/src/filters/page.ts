import type { FlowRunSort } from "@prefect-ts/schemas/flow-run";
import type { TaskRunSort } from "@prefect-ts/schemas/task-run";
import { type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import type { Session } from "../database.ts";
import { orderFlowRuns, orderTaskRuns } from "../sorts.ts";
import { flowRunsMatching, type RunFilters, taskRunsMatching } from "./matching.ts";

export interface Page {
  limit: number;
  offset: number;
}

/**
 * `query`, which is over `flow_run` and may join other tables, for one page of the flow runs that match, in order.
 *
 * Rows are looked up and joined once the page is known, so that SQLite sorts keys instead of whole rows and may read
 * them off a covering index: 200 of 50,000 flow runs by START_TIME_DESC took 12 ms instead of 358, those of two states
 * 0.5 instead of 64.
 */
export function flowRunPage<DB extends Record<"flow_run", unknown>, TB extends keyof DB, Row>(
  session: Session,
  query: SelectQueryBuilder<DB, TB | "flow_run", Row>,
  filters: RunFilters,
  sort: FlowRunSort,
  { limit, offset }: Page,
): SelectQueryBuilder<DB, TB | "flow_run", Row> {
  const key = session.dialect.rowKey("flow_run");
  const keys = orderFlowRuns(flowRunsMatching(session, filters).select(key.as("key")), sort);
  return orderFlowRuns(query.where(sql<SqlBool>`${key} in ${keys.limit(limit).offset(offset)}`), sort);
}

/** As {@link flowRunPage}, over `task_run`. */
export function taskRunPage<DB extends Record<"task_run", unknown>, TB extends keyof DB, Row>(
  session: Session,
  query: SelectQueryBuilder<DB, TB | "task_run", Row>,
  filters: RunFilters,
  sort: TaskRunSort,
  { limit, offset }: Page,
): SelectQueryBuilder<DB, TB | "task_run", Row> {
  const key = session.dialect.rowKey("task_run");
  const keys = orderTaskRuns(taskRunsMatching(session, filters).select(key.as("key")), sort);
  return orderTaskRuns(query.where(sql<SqlBool>`${key} in ${keys.limit(limit).offset(offset)}`), sort);
}
