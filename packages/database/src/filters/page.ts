import type { FlowRunSort } from "@prefect-ts/schemas/flow-run";
import type { TaskRunSort } from "@prefect-ts/schemas/task-run";
import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import type { Session } from "../database.ts";
import { orderFlowRuns, orderTaskRuns } from "../sorts.ts";
import type { Tables } from "../tables.ts";
import { type MaybeCondition, narrowed } from "./combine.ts";
import { fewFlowRuns, fewTaskRuns } from "./few.ts";
import { flowRunField, taskRunField } from "./leads.ts";
import { flowRunCondition, type RunFilters, taskRunCondition } from "./matching.ts";
import { byFewIds } from "./few-ids.ts";
import { firstByStart, firstOfStates } from "./start-order.ts";

export interface Page {
  limit: number;
  offset: number;
}

type RunTable = "flow_run" | "task_run";
type Over<Table extends RunTable, DB extends Record<Table, unknown>, TB extends keyof DB, Row> = SelectQueryBuilder<
  DB,
  TB | Table,
  Row
>;

/** The ways to the runs that match a filter. */
interface Ways {
  table: RunTable;
  condition: MaybeCondition;
  /** The keys of the runs that meet conditions, in order. */
  inOrder(...conditions: MaybeCondition[]): SelectQueryBuilder<Tables, RunTable, { key: unknown }>;
  /** The first keys in order, of all runs that the filter does not put before or behind a point of it. */
  first(limit: number): Expression<unknown>;
  /** The first keys in order of those that match, where the planner would not see how soon these are found. */
  merged?(limit: number): Expression<unknown> | undefined;
  /** Names few runs among which are all that match. */
  few(): Promise<MaybeCondition>;
}

/** How many runs more than the page has are looked at, in order: at once where most of them match, or after others were tried. */
const stretches = { first: 150, last: 2000 };

/**
 * The rows of `query`, which is over `flow_run` and may join other tables, for one page of the flow runs that match, in order.
 *
 * Rows are looked up and joined once the page is known, so that keys are sorted, or read off an index, and not whole rows.
 */
export async function flowRunPage<DB extends Record<"flow_run", unknown>, TB extends keyof DB, Row>(
  session: Session,
  query: Over<"flow_run", DB, TB, Row>,
  given: RunFilters,
  sort: FlowRunSort,
  page: Page,
): Promise<Row[]> {
  const { db, dialect } = session;
  const filters = await byFewIds(session, given);
  const key = dialect.rowKey("flow_run").as("key");
  const inOrder = (...conditions: MaybeCondition[]) =>
    orderFlowRuns(narrowed(db.selectFrom("flow_run"), conditions).select(key), sort);
  const bound = flowRunField(filters, flowRunBounds[sort], dialect);
  const condition = flowRunCondition(filters, dialect);
  const isOnPage = await onPage(session, page, {
    table: "flow_run",
    condition,
    inOrder,
    merged: (limit) => firstOfStates(filters, sort, limit, (state) => inOrder(state, condition)),
    first: (limit) =>
      firstByStart(filters, sort, limit, (state) => inOrder(state, bound)) ?? inOrder(bound).limit(limit),
    few: () => fewFlowRuns(session, filters),
  });
  return await orderFlowRuns(query.where(isOnPage), sort).execute();
}

/** As {@link flowRunPage}, over `task_run`. */
export async function taskRunPage<DB extends Record<"task_run", unknown>, TB extends keyof DB, Row>(
  session: Session,
  query: Over<"task_run", DB, TB, Row>,
  filters: RunFilters,
  sort: TaskRunSort,
  page: Page,
): Promise<Row[]> {
  const { db, dialect } = session;
  const key = dialect.rowKey("task_run").as("key");
  const inOrder = (...conditions: MaybeCondition[]) =>
    orderTaskRuns(narrowed(db.selectFrom("task_run"), conditions).select(key), sort);
  const bound = taskRunField(filters, taskRunBounds[sort], dialect);
  const isOnPage = await onPage(session, page, {
    table: "task_run",
    condition: taskRunCondition(filters, dialect),
    inOrder,
    first: (limit) => inOrder(bound).limit(limit),
    few: () => fewTaskRuns(session, filters),
  });
  return await orderTaskRuns(query.where(isOnPage), sort).execute();
}

/** The field of the filter that bounds an order. */
const flowRunBounds = {
  START_TIME_ASC: "start_time",
  START_TIME_DESC: "start_time",
  EXPECTED_START_TIME_ASC: "expected_start_time",
  EXPECTED_START_TIME_DESC: "expected_start_time",
  NEXT_SCHEDULED_START_TIME_ASC: "next_scheduled_start_time",
  END_TIME_DESC: "end_time",
  ID_DESC: "id",
  NAME_ASC: "name",
  NAME_DESC: "name",
} as const satisfies Record<FlowRunSort, string>;
const taskRunBounds = {
  EXPECTED_START_TIME_ASC: "expected_start_time",
  EXPECTED_START_TIME_DESC: "expected_start_time",
  NEXT_SCHEDULED_START_TIME_ASC: null,
  END_TIME_DESC: "end_time",
  ID_DESC: "id",
  NAME_ASC: "name",
  NAME_DESC: "name",
} as const satisfies Record<TaskRunSort, string | null>;

/**
 * A condition that names the runs of a page.
 *
 * SQLite does not know how many rows a condition leaves: it would sort half of the table for fifty runs of a state, or walk
 * all of it for one run. So first ones in order are looked at, then those that a part of the filter leads to, if they are
 * few; only where neither fills the page, the planner is on its own.
 */
async function onPage(session: Session, page: Page, ways: Ways): Promise<Expression<SqlBool>> {
  const { rowKey, notByIndex, findRows } = session.dialect;
  const { table, condition } = ways;
  const among = (keys: Expression<unknown>) => sql<SqlBool>`${rowKey(table)} in ${keys}`;
  const cut = (keys: ReturnType<Ways["inOrder"]>) => keys.limit(page.limit).offset(page.offset);
  const reach = page.limit + page.offset;
  if (!findRows) {
    const merged = ways.merged?.(reach);
    return among(cut(ways.inOrder(merged ? among(merged) : condition)));
  }
  if (!condition) return among(cut(ways.inOrder(among(ways.first(reach)))));
  const checked = notByIndex(condition);
  const near = async (stretch: number) => {
    const { count, areThese } = await findRows(
      session,
      table,
      cut(ways.inOrder(among(ways.first(reach + stretch)), checked)),
    );
    return count === page.limit ? areThese : undefined;
  };
  const fromFew = async () => {
    const few = await ways.few();
    return few && among(cut(ways.inOrder(few, checked)));
  };
  return (
    (await near(stretches.first)) ??
    (await fromFew()) ??
    (await near(stretches.last)) ??
    among(cut(ways.inOrder(condition)))
  );
}
