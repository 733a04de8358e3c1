import { type SqlBool, sql } from "kysely";

/** Whether a row of `flow_run_state` is the first state of a run that a schedule planned: no event ever tells of it. */
export const isPlan = sql<SqlBool>`(
  exists (select 1 from flow_run where flow_run.id = flow_run_state.flow_run_id and flow_run.auto_scheduled)
  and not exists (select 1 from flow_run_state as earlier
    where earlier.flow_run_id = flow_run_state.flow_run_id and earlier.timestamp < flow_run_state.timestamp)
)`;
