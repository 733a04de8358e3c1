import type { Database, Session } from "@prefect-ts/database/database";
import { IntegrityError } from "@prefect-ts/database/errors";
import { prepared } from "@prefect-ts/database/prepared";
import type { TaskRunTable } from "@prefect-ts/database/tables/task-run";
import { duration, json, jsonOrNull } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { fieldsSet } from "@prefect-ts/schemas/validation/compile";
import type { Updateable } from "kysely";
import type { Logger } from "pino";
import { randomName } from "../names.ts";
import type { ReceivedEvent } from "./received-event.ts";
import { type CarriedTaskRun, isTaskRunChange, type TaskRunChange, taskRunChange } from "./task-run-event.ts";

interface Keys {
  id: string;
  flowRunId: string | null;
  taskKey: string;
  dynamicKey: string;
}

/** A run is known by its id, or by its place in its flow run: a client that starts over makes a new id for the same one. */
const known = prepared<Keys>()((db, parameter) =>
  db
    .selectFrom("task_run")
    .select(["id", "state_timestamp"])
    .where("flow_run_id", "=", parameter("flowRunId"))
    .where("task_key", "=", parameter("taskKey"))
    .where("dynamic_key", "=", parameter("dynamicKey"))
    .unionAll(db.selectFrom("task_run").select(["id", "state_timestamp"]).where("id", "=", parameter("id"))),
);

type Written = { [Column in keyof CarriedTaskRun]?: (run: CarriedTaskRun) => unknown };

/** How the columns are written that are not kept as they came. */
const encoders: Written = {
  empirical_policy: (run) => json(run.empirical_policy),
  tags: (run) => json(run.tags),
  labels: (run) => jsonOrNull(run.labels),
  task_inputs: (run) => json(run.task_inputs),
  total_run_time: (run) => duration(run.total_run_time),
};

/** The columns that the event gives; the others keep what they hold, or the default of the table. */
function givenColumns(run: CarriedTaskRun): Updateable<TaskRunTable> {
  const given: Record<string, unknown> = {};
  for (const name of fieldsSet(run)) {
    const encode = Object.hasOwn(encoders, name) ? Reflect.get(encoders, name) : undefined;
    given[name] = encode ? encode(run) : Reflect.get(run, name);
  }
  return given;
}

const stateColumns = ({ state }: TaskRunChange) => ({
  state_id: state.id,
  state_type: state.type,
  state_name: state.name,
  state_timestamp: state.timestamp,
});

/** Writes the run as the event tells it; answers the id that it is kept under. */
async function upsertTaskRun(tx: Session, change: TaskRunChange, now: Timestamp): Promise<string> {
  const { taskRun: run, state } = change;
  const keys = { id: run.id, flowRunId: run.flow_run_id, taskKey: run.task_key, dynamicKey: run.dynamic_key };
  const [existing] = (await tx.run(known.with(keys))).rows;
  if (!existing) {
    const row = {
      name: randomName(),
      task_key: run.task_key,
      dynamic_key: run.dynamic_key,
      ...givenColumns(run),
      id: run.id,
      ...stateColumns(change),
      created: now,
      updated: now,
    };
    await tx.db.insertInto("task_run").values(row).execute();
    return run.id;
  }
  if (existing.state_timestamp?.isBefore(state.timestamp)) {
    const { id: _, ...given } = givenColumns(run);
    await tx.db
      .updateTable("task_run")
      .set({ ...given, ...stateColumns(change), updated: now })
      .where("id", "=", existing.id)
      .execute();
  }
  return existing.id;
}

async function record(tx: Session, change: TaskRunChange): Promise<void> {
  const now = Timestamp.now();
  const { state } = change;
  const taskRunId = await upsertTaskRun(tx, change, now);
  await tx.db
    .insertInto("task_run_state")
    .values({
      id: state.id,
      created: now,
      updated: now,
      type: state.type,
      timestamp: state.timestamp,
      name: state.name,
      message: state.message,
      state_details: json({ ...state.state_details, task_run_id: taskRunId }),
      data: jsonOrNull(state.data),
      task_run_id: taskRunId,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

/**
 * Writes the task runs and states that the events of clients tell of. A client's task runs live in its own process and
 * reach this server as events alone. An event recorded twice changes nothing.
 *
 * A run shows its newest state, whatever order the events come in; every state is kept.
 */
export class TaskRunRecorder {
  private readonly database: Database;
  private readonly log: Logger;

  constructor(database: Database, log: Logger) {
    this.database = database;
    this.log = log;
  }

  /** Records in the order of the events, all in one transaction. Events that cannot be recorded are logged. */
  async record(events: readonly ReceivedEvent[]): Promise<void> {
    const changes = events.filter(isTaskRunChange).flatMap((event) => this.read(event));
    if (changes.length === 0) return;
    try {
      await this.database.write(async (tx) => {
        for (const change of changes) await record(tx, change);
      });
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      for (const change of changes) await this.recordAlone(change);
    }
  }

  private read(event: ReceivedEvent): TaskRunChange[] {
    try {
      return [taskRunChange(event)];
    } catch (error) {
      this.log.error({ err: error, event: event.id }, "a task run's event cannot be read and is not recorded");
      return [];
    }
  }

  /** One that the schema refuses (its flow run is gone) must not keep the others out. */
  private async recordAlone(change: TaskRunChange): Promise<void> {
    try {
      await this.database.write((tx) => record(tx, change));
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      this.log.warn({ err: error, event: change.state.id }, "a task run's state was refused and is not recorded");
    }
  }
}
