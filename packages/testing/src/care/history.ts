import type { Store } from "@prefect-ts/database/care/store";

/** A UUID that a number stands for, of a kind of row. */
export const idOf = (kind: number, number: number): string =>
  `${String(kind).padStart(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;

export const kinds = { flow: 1, flowRun: 2, taskRun: 3, state: 4, log: 5, artifact: 6, variable: 7, lease: 8 } as const;

type Values = Readonly<Record<string, unknown>>;

/** Adds a row; booleans and instants are given as the dialect takes them. */
export async function insert(store: Store, table: string, values: Values): Promise<void> {
  const names = Object.keys(values);
  const places = names.map((_, i) => `$${i + 1}`);
  await store.run(
    `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(", ")}) VALUES (${places.join(", ")})`,
    Object.values(values),
  );
}

/** An instant of some days ago, as the dialect takes it. */
export function daysAgo(store: Store, days: number): string {
  const text = new Date(Date.now() - days * 86_400_000).toISOString().replace("T", " ").replace("Z", "456");
  return store.dialect === "postgresql" ? `${text}+00` : text;
}

const intervals = { sqlite: "1970-01-02 01:00:01.500001", postgresql: "1 day 01:00:01.500001" };

export async function addFlow(store: Store): Promise<string> {
  const id = idOf(kinds.flow, 1);
  await insert(store, "flow", { id, name: "étl ☃", tags: '["a", "b"]' });
  return id;
}

/** A flow run of some days ago that completed, with its state, a task run, its state, a log and an artifact. */
export async function addRun(store: Store, number: number, days = 1): Promise<string> {
  const id = idOf(kinds.flowRun, number);
  const task_run_id = idOf(kinds.taskRun, number);
  const at = daysAgo(store, days);
  const run = {
    name: `run\t${number}\\\n"quoted"`,
    created: at,
    state_type: "COMPLETED",
    state_name: "Completed",
    state_timestamp: at,
    start_time: at,
    end_time: at,
    total_run_time: intervals[store.dialect],
  };
  const state = { type: "COMPLETED", name: "Completed", timestamp: at, created: at };
  await insert(store, "flow_run", {
    ...run,
    id,
    flow_id: idOf(kinds.flow, 1),
    parameters: '{"x": [1, 2.5, null, "ü"]}',
  });
  await insert(store, "flow_run_state", { ...state, id: idOf(kinds.state, number * 2), flow_run_id: id });
  await store.run("UPDATE flow_run SET state_id = $1 WHERE id = $2", [idOf(kinds.state, number * 2), id]);
  const task = { ...run, id: task_run_id, flow_run_id: id, state_id: idOf(kinds.state, number * 2 + 1) };
  await insert(store, "task_run", { ...task, task_key: "t", dynamic_key: String(number) });
  await insert(store, "task_run_state", { ...state, id: task.state_id, task_run_id });
  const belongs = { flow_run_id: id, task_run_id, created: at };
  await insert(store, "log", {
    id: idOf(kinds.log, number),
    name: "l",
    level: 20,
    message: "said\\N\r\n",
    timestamp: at,
    ...belongs,
  });
  await insert(store, "artifact", {
    id: idOf(kinds.artifact, number),
    key: `key-${number}`,
    data: '"text"',
    ...belongs,
  });
  return id;
}

/** Some days of a server's life. */
export async function addHistory(store: Store, runs = 3): Promise<void> {
  await store.transaction(async () => {
    await addFlow(store);
    for (let number = 1; number <= runs; number++) await addRun(store, number, number);
    const values = [
      '"text"',
      "5",
      "0.30000000000000004",
      "123456789012345678",
      "null",
      '{"a": [true, 3.0], "b": 100000000000000000000}',
    ];
    for (const [i, value] of values.entries()) {
      await insert(store, "variable", { id: idOf(kinds.variable, i), name: `v${i}`, value, tags: "[]" });
    }
    await insert(store, "concurrency_limit_v2", {
      id: idOf(kinds.lease, 1),
      active: store.dialect === "postgresql" ? "t" : 1,
      name: "limit",
      limit: 3,
      active_slots: 0,
      denied_slots: 0,
      slot_decay_per_second: 0.1,
      avg_slot_occupancy_seconds: 2,
    });
  });
}
