import type { DatabaseStatus } from "@prefect-ts/database/care/status";
import { describeDuration } from "@prefect-ts/settings/parse/duration";
import { defineCommand } from "../../../core/command.ts";
import type { Context } from "../../../core/context.ts";
import { output } from "../../../core/options.ts";
import { renderTable } from "../../../core/table.ts";
import { bytesText } from "../../../database/progress-bar.ts";
import { withStore } from "../../../database/with-store.ts";

export default defineCommand({
  summary: "Show where the database is, its revision, what is in it, and what retention would remove.",
  options: { output },
  run: (context, { options }) =>
    withStore(context, async (opened, settings) => {
      const { readStatus } = await import("@prefect-ts/database/care/status");
      const retention = {
        flowRuns: settings.get("PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"),
        events: settings.get("PREFECT_SERVER_EVENTS_RETENTION_PERIOD"),
      };
      const status = await readStatus(opened, retention);
      if (options.output === "json") context.printJson({ ...status, retention });
      else print(context, status, retention);
    }),
});

function print(context: Context, status: DatabaseStatus, retention: { flowRuns: number; events: number }): void {
  const { dialect, version, location, revision, head, pending, bytes, tables, oldestRun, newestRun, expired } = status;
  context.print(`Database: ${location}`);
  context.print(`Server:   ${dialect === "sqlite" ? "SQLite" : "PostgreSQL"} ${version}`);
  const behind = pending.length === 0 ? "the newest" : `${pending.length} pending, up to ${head}`;
  context.print(`Revision: ${revision ?? "none yet"} (${behind})`);
  context.print(`Size:     ${bytesText(bytes)}`);
  context.print(`Runs:     ${oldestRun === null ? "none" : `from ${oldestRun} to ${newestRun}`}`);
  context.print(
    `Expired:  ${expired.flowRuns} flow runs that ended ${describeDuration(retention.flowRuns)} ago or more, ${expired.events} events of ${describeDuration(retention.events)} ago or more`,
  );
  const filled = tables.filter(({ rows }) => rows > 0).toSorted((a, b) => (b.bytes ?? b.rows) - (a.bytes ?? a.rows));
  if (filled.length === 0) return;
  const rows = filled.map((table) => [
    table.name,
    `${table.isEstimate ? "about " : ""}${table.rows.toLocaleString("en")}`,
    table.bytes === null ? "" : bytesText(table.bytes),
  ]);
  context.print(renderTable({ head: ["Table", "Rows", "Size"], rows }));
}
