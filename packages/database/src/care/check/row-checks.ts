import { mendCollections } from "../collections.ts";

/** A rule that rows must keep and that no constraint of the schema guards. */
export interface RowCheck {
  /** What is wrong with the rows, after their number. */
  readonly what: string;
  readonly table: string;
  /** What must be there for the question to be asked: a table, or a column of one. */
  readonly needs: readonly string[];
  /** The rows of `table`, as `t`, that break the rule. `$1` is an hour ago: what is younger may still be on its way. */
  readonly where: string;
  /** What puts them right: their end, or new values of columns. Left out where only a person can tell. */
  readonly remedy?: Remedy;
}

/** Its `statements` put right the rows that a condition on `t` finds. */
export interface Remedy {
  /** What was done, after the number of rows. */
  readonly done: string;
  readonly statements: (table: string, where: string) => readonly string[];
}

export const remove: Remedy = {
  done: "deleted",
  statements: (table, where) => [`DELETE FROM ${table} WHERE id IN (SELECT t.id FROM ${table} t WHERE ${where})`],
};

export const set = (assignments: string, done: string): Remedy => ({
  done,
  statements: (table, where) => [
    `UPDATE ${table} SET ${assignments} WHERE id IN (SELECT t.id FROM ${table} t WHERE ${where})`,
  ],
});

export const terminal = "('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')";

const missing = (table: string, column: string, key = "id") =>
  `t.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${table} p WHERE p.${key} = t.${column})`;

const isOld = "t.created < $1";

/** Logs and artifacts of runs that are gone. */
const belongings = (["log", "artifact"] as const).flatMap((table): RowCheck[] => [
  {
    what: "of flow runs that are not there",
    table,
    needs: [table, "flow_run"],
    where: `${missing("flow_run", "flow_run_id")} AND ${isOld}`,
    remedy: remove,
  },
  {
    what: "of task runs that are not there",
    table,
    needs: [table, "task_run"],
    where: `t.flow_run_id IS NULL AND ${missing("task_run", "task_run_id")} AND ${isOld}`,
    remedy: remove,
  },
]);

const stateColumns = ["type", "name", "timestamp"] as const;

/** What a run keeps of its state, beside the state. */
const runs = (["flow_run", "task_run"] as const).flatMap((table): RowCheck[] => {
  const state = `${table}_state`;
  const differs = stateColumns.map((column) => `s.${column} IS DISTINCT FROM t.state_${column}`).join(" OR ");
  const fromState = stateColumns
    .map((column) => `state_${column} = (SELECT s.${column} FROM ${state} s WHERE s.id = ${table}.state_id)`)
    .join(", ");
  return [
    {
      what: "whose state_type, state_name or state_timestamp is not that of their state",
      table,
      needs: [table, state],
      where: `EXISTS (SELECT 1 FROM ${state} s WHERE s.id = t.state_id AND s.${table}_id = t.id AND (${differs}))`,
      remedy: set(fromState, "given the columns of their state"),
    },
    {
      what: "whose state is another run's",
      table,
      needs: [table, state],
      where: `EXISTS (SELECT 1 FROM ${state} s WHERE s.id = t.state_id AND s.${table}_id <> t.id)`,
    },
    {
      what: "that have ended and have no end_time",
      table,
      needs: [table],
      where: `t.state_type IN ${terminal} AND t.end_time IS NULL AND t.state_timestamp IS NOT NULL`,
      remedy: set("end_time = state_timestamp", "given the time of their state as end_time"),
    },
    {
      what: "that have an end_time and have not ended",
      table,
      needs: [table],
      where: `t.state_type NOT IN ${terminal} AND t.end_time IS NOT NULL`,
    },
  ];
});

export const rowChecks: readonly RowCheck[] = [
  ...belongings,
  {
    what: "of artifacts that are not there",
    table: "artifact_collection",
    needs: ["artifact_collection", "artifact"],
    where: missing("artifact", "latest_id"),
    remedy: { done: "given the newest artifact of their key, or deleted", statements: () => mendCollections },
  },
  {
    what: "of events that are not there",
    table: "event_resources",
    needs: ["event_resources", "events"],
    where: `${missing("events", "event_id")} AND ${isOld}`,
    remedy: remove,
  },
  {
    what: "of states that are not there",
    table: "task_run_state_cache",
    needs: ["task_run_state_cache", "task_run_state"],
    where: missing("task_run_state", "task_run_state_id"),
    remedy: remove,
  },
  {
    what: "whose state is not there",
    table: "task_run",
    needs: ["task_run", "task_run_state"],
    where: missing("task_run_state", "state_id"),
  },
  ...runs,
  {
    what: "with more slots taken than leases hold",
    table: "concurrency_limit_v2",
    needs: ["concurrency_limit_v2", "ts_concurrency_lease"],
    where: `t.slot_decay_per_second = 0 AND t.active_slots > (
      SELECT coalesce(sum(l.slots), 0) FROM ts_concurrency_lease l
      WHERE CAST(l.resource_ids AS TEXT) LIKE '%' || CAST(t.id AS TEXT) || '%')`,
  },
];
