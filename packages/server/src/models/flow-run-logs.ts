import type { Session } from "@prefect-ts/database/database";
import { readFlowRun } from "./flow-run-record.ts";

const quoted = (field: unknown): string => {
  const text = field === null ? "" : String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const line = (fields: readonly unknown[]) => `${fields.map(quoted).join(",")}\r\n`;

/** The logs of a flow run as a CSV file, oldest first; undefined where there is no such run. */
export async function flowRunLogsCsv(
  session: Session,
  id: string,
): Promise<{ name: string; text: string } | undefined> {
  const run = await readFlowRun(session, id);
  if (!run) return undefined;
  const logs = await session.db
    .selectFrom("log")
    .select(["timestamp", "level", "flow_run_id", "task_run_id", "message"])
    .where("flow_run_id", "=", id)
    .orderBy("timestamp")
    .execute();
  const header = ["timestamp", "level", "flow_run_id", "task_run_id", "message"];
  const rows = logs.map((log) =>
    line([
      `${log.timestamp.text.replace(/\.000000$/, "")}+00:00`,
      log.level,
      log.flow_run_id,
      log.task_run_id,
      log.message,
    ]),
  );
  return { name: `${run.name}-logs.csv`, text: line(header) + rows.join("") };
}
