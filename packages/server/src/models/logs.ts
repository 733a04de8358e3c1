import { BulkInsert } from "@prefect-ts/database/bulk-insert";
import type { Session } from "@prefect-ts/database/database";
import { logsMatching } from "@prefect-ts/database/filters/matching-resources";
import { orderLogs } from "@prefect-ts/database/sorts";
import type { Log, LogCreate, LogFilter, LogSort } from "@prefect-ts/schemas/log";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import type { ListPart } from "./flows.ts";

const columns = [
  "id",
  "created",
  "updated",
  "name",
  "level",
  "flow_run_id",
  "task_run_id",
  "message",
  "timestamp",
] as const;
const insertLogs = new BulkInsert("log", columns);

/** PostgreSQL refuses NUL in texts; the rest of the line is worth keeping. */
const withoutNul = (text: string) => (text.includes("\0") ? text.replaceAll("\0", "") : text);

/** Keeps the lines of a batch; answers them as they were kept, for whoever follows the log. */
export function createLogs(tx: Tx, logs: readonly LogCreate[]): Log[] {
  const now = Timestamp.now();
  const kept = logs.map((log): Log => {
    const { level, timestamp, flow_run_id, task_run_id } = log;
    const texts = { name: withoutNul(log.name), message: withoutNul(log.message) };
    return { id: uuid7(), created: now, updated: now, ...texts, level, flow_run_id, task_run_id, timestamp };
  });
  insertLogs.send(
    tx,
    kept.map((log) => columns.map((column) => log[column])),
  );
  return kept;
}

export const readLogs = (
  session: Session,
  filter: LogFilter | null | undefined,
  sort: LogSort,
  part: ListPart,
): Promise<Log[]> =>
  orderLogs(logsMatching(session, filter).selectAll("log"), sort).limit(part.limit).offset(part.offset).execute();
