import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { defineCommand } from "../../../core/command.ts";
import { output } from "../../../core/options.ts";
import { requireApproval, yes } from "../../../database/approval.ts";
import { bytesText } from "../../../database/progress-bar.ts";
import { configuredDatabase, withProgress } from "../../../database/with-store.ts";

export default defineCommand({
  summary: "Write a backup of the database to a file, also while the server writes, and check it.",
  arguments: [{ name: "file", kind: "required", help: "Where the backup goes" }],
  options: { yes, output },
  async run(context, { positional: [name = ""], options }) {
    const file = resolve(context.cwd, name);
    const { url, options: openOptions } = await configuredDatabase(context);
    const { openPopulated } = await import("@prefect-ts/database/care/store");
    const { backupDatabase } = await import("@prefect-ts/database/care/backup/backup");
    const { partialOf, removeDatabase } = await import("@prefect-ts/database/care/backup/files");
    const opened = await openPopulated(url, openOptions);
    try {
      if (existsSync(file)) {
        const question = `Are you sure you want to overwrite ${file}?`;
        await requireApproval(context, { yes: options.yes, question, aborted: "Database backup aborted!" });
      }
      const result = await withProgress(
        context,
        (report) => backupDatabase(opened, file, report),
        () => removeDatabase(partialOf(file)),
      );
      if (options.output === "json") return context.printJson(result);
      const of = `${opened.store.printable} at revision ${result.revision}`;
      context.print(context.colors.green(`Wrote and checked ${result.file}, ${bytesText(result.bytes)}: ${of}`));
    } finally {
      await opened.close();
    }
  },
});
