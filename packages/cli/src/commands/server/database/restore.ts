import { resolve } from "node:path";
import type { Report } from "@prefect-ts/database/care/progress";
import { defineCommand } from "../../../core/command.ts";
import { requireApproval, yes } from "../../../database/approval.ts";
import { configuredDatabase, withProgress } from "../../../database/with-store.ts";

export default defineCommand({
  summary: "Replace the database by what a backup holds. Stop the server first.",
  arguments: [{ name: "file", kind: "required", help: "What `backup` wrote" }],
  options: { yes },
  async run(context, { positional: [name = ""], options }) {
    const file = resolve(context.cwd, name);
    const { url, options: openOptions } = await configuredDatabase(context);
    const { openToRestore } = await import("@prefect-ts/database/care/store");
    const { checkBackup, restoreDatabase } = await import("@prefect-ts/database/care/backup/backup");
    const { partialOf, removeDatabase } = await import("@prefect-ts/database/care/backup/files");
    const store = await openToRestore(url, openOptions);
    const restore = async (report: Report) => {
      const revision = await checkBackup(store, file, report);
      await requireApproval(context, {
        yes: options.yes,
        question: `Are you sure you want to replace the Prefect database at ${store.printable} by ${file}, at revision ${revision}?`,
        aborted: "Database restore aborted!",
      });
      await restoreDatabase(store, { file, revision }, report);
      context.print(context.colors.green(`Restored ${store.printable} from ${file}, at revision ${revision}`));
    };
    try {
      await withProgress(context, restore, () => {
        if (store.file) removeDatabase(partialOf(store.file));
      });
    } finally {
      await store.close();
    }
  },
});
