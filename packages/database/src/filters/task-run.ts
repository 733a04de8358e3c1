import type { TaskRunFilter, TaskRunFilterFlowRunId } from "@prefect-ts/schemas/task-run";
import { type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { anyOf, during, isNull, listed, named, tagged } from "./fields.ts";
import { stateConditions } from "./state.ts";

type TaskRuns = ExpressionBuilder<Tables, "task_run">;

/** A task run filter as a condition on `task_run`; undefined where it restricts nothing. */
export function taskRunConditions(filter: TaskRunFilter, eb: TaskRuns, dialect: DialectQueries): MaybeCondition {
  return combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("task_run.id"), id)),
    given(filter.name, (name) => named(eb.ref("task_run.name"), name, dialect)),
    given(filter.tags, (tags) => tagged(eb.ref("task_run.tags"), tags, dialect)),
    given(filter.state, (state) =>
      stateConditions(state, eb.ref("task_run.state_type"), eb.ref("task_run.state_name")),
    ),
    given(filter.start_time, (time) => during(eb.ref("task_run.start_time"), time)),
    given(filter.end_time, (time) => during(eb.ref("task_run.end_time"), time)),
    given(filter.expected_start_time, (time) => during(eb.ref("task_run.expected_start_time"), time)),
    given(filter.subflow_runs, (subflow) => standsForSubflow(subflow.exists_, eb, dialect)),
    given(filter.flow_run_id, (id) => ofFlowRun(id, eb)),
  ]);
}

function standsForSubflow(wanted: boolean | null, eb: TaskRuns, dialect: DialectQueries): MaybeCondition {
  if (wanted === null) return undefined;
  const exists = eb.exists(
    eb
      .selectFrom(dialect.byIndex("flow_run", "ix_flow_run__parent_task_run_id"))
      .select("flow_run.id")
      .whereRef("flow_run.parent_task_run_id", "=", "task_run.id"),
  );
  return wanted ? exists : sql<SqlBool>`not ${exists}`;
}

/** `is_null_: true` outweighs `any_`; without `any_`, its default of false asks for a flow run of any id. */
function ofFlowRun(filter: TaskRunFilterFlowRunId, eb: TaskRuns): MaybeCondition {
  const flowRun = eb.ref("task_run.flow_run_id");
  return filter.is_null_ === true || filter.any_ === null
    ? isNull(flowRun, filter.is_null_)
    : anyOf(flowRun, filter.any_);
}
