import type { Session } from "@prefect-ts/database/database";
import { logsMatching } from "@prefect-ts/database/filters/matching-resources";
import { orderLogs } from "@prefect-ts/database/sorts";
import type { Log, LogCreate, LogFilter, LogSort } from "@prefect-ts/schemas/log";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { v4 as uuid4 } from "uuid";
import type { Tx } from "../context.ts";
import { BulkInsert } from "../events/bulk-insert.ts";
import type { ListPart } from "./flows.ts";

const insertLogs = new BulkInsert("log", [
  "id",
  "created",
  "updated",
  "name",
  "level",
  "flow_run_id",
  "task_run_id",
  "message",
  "timestamp",
]);

/** PostgreSQL refuses NUL in texts; the rest of the line is worth keeping. */
const withoutNul = (text: string) => (text.includes("\0") ? text.replaceAll("\0", "") : text);

/** Keeps the lines of a batch, in order. */
export async function createLogs(tx: Tx, logs: readonly LogCreate[]): Promise<void> {
  const now = Timestamp.now();
  const rows = logs.map(({ name, level, message, timestamp, flow_run_id, task_run_id }) => [
    uuid4(),
    now,
    now,
    withoutNul(name),
    level,
    flow_run_id,
    task_run_id,
    withoutNul(message),
    timestamp,
  ]);
  await insertLogs.run(tx, rows);
}

export const readLogs = (
  session: Session,
  filter: LogFilter | null | undefined,
  sort: LogSort,
  part: ListPart,
): Promise<Log[]> =>
  orderLogs(logsMatching(session, filter).selectAll("log"), sort).limit(part.limit).offset(part.offset).execute();
