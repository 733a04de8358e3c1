import type { FlowRunFilter, FlowRunFilterCreatedBy, FlowRunFilterStartTime } from "@prefect-ts/schemas/flow-run";
import { type ExpressionBuilder, sql } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition, narrowed } from "./combine.ts";
import { anyOf, atLeast, atMost, during, isNull, listed, named, tagged } from "./fields.ts";
import { stateConditions } from "./state.ts";

type FlowRuns = ExpressionBuilder<Tables, "flow_run">;

/** A flow run filter as a condition on `flow_run`; undefined where it restricts nothing. */
export function flowRunConditions(filter: FlowRunFilter, eb: FlowRuns, dialect: DialectQueries): MaybeCondition {
  return combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("flow_run.id"), id)),
    given(filter.name, (name) => named(eb.ref("flow_run.name"), name, dialect)),
    given(filter.tags, (tags) => tagged(eb.ref("flow_run.tags"), tags, dialect)),
    given(filter.deployment_id, (id) => listed(eb.ref("flow_run.deployment_id"), id)),
    given(filter.work_queue_name, (name) => listed(eb.ref("flow_run.work_queue_name"), name)),
    given(filter.flow_version, (version) => listed(eb.ref("flow_run.flow_version"), version)),
    given(filter.state, (state) =>
      stateConditions(state, eb.ref("flow_run.state_type"), eb.ref("flow_run.state_name")),
    ),
    given(filter.start_time, (time) => startedOrExpected(time, eb)),
    given(filter.end_time, (time) => during(eb.ref("flow_run.end_time"), time)),
    given(filter.expected_start_time, (time) => during(eb.ref("flow_run.expected_start_time"), time)),
    given(filter.next_scheduled_start_time, (time) => during(eb.ref("flow_run.next_scheduled_start_time"), time)),
    given(filter.parent_flow_run_id, (parent) => subflowOf(parent.any_, eb)),
    given(filter.parent_task_run_id, (id) => listed(eb.ref("flow_run.parent_task_run_id"), id)),
    given(filter.idempotency_key, (key) => listed(eb.ref("flow_run.idempotency_key"), key)),
    given(filter.created_by, (creator) => createdBy(creator, eb, dialect)),
  ]);
}

/** `before_` and `after_` take the expected start of runs that have not started; `is_null_` does not. */
const startedOrExpected = (filter: FlowRunFilterStartTime, eb: FlowRuns): MaybeCondition => {
  const start = eb.fn.coalesce("flow_run.start_time", "flow_run.expected_start_time");
  return combine("and_", [
    atMost(start, filter.before_),
    atLeast(start, filter.after_),
    isNull(eb.ref("flow_run.start_time"), filter.is_null_),
  ]);
};

/** A subflow hangs on a task run of its parent that stands for it. */
function subflowOf(parents: readonly string[] | null, eb: FlowRuns): MaybeCondition {
  if (parents === null) return undefined;
  const tasks = eb.selectFrom("task_run").select("task_run.id");
  const standIns = narrowed(tasks, [anyOf(sql.ref("task_run.flow_run_id"), parents)]);
  return eb("flow_run.parent_task_run_id", "in", standIns);
}

const createdBy = (filter: FlowRunFilterCreatedBy, eb: FlowRuns, dialect: DialectQueries): MaybeCondition => {
  const creator = eb.ref("flow_run.created_by");
  return combine(filter.operator, [
    anyOf(dialect.jsonText(creator, "id"), filter.id_),
    anyOf(dialect.jsonText(creator, "type"), filter.type_),
    isNull(creator, filter.is_null_),
  ]);
};
