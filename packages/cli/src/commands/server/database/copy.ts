import { defineCommand } from "../../../core/command.ts";
import { CommandError } from "../../../core/errors.ts";
import { output, text } from "../../../core/options.ts";
import { configuredDatabase, withProgress } from "../../../database/with-store.ts";

export default defineCommand({
  summary: "Copy a whole database into an empty one, also from SQLite to PostgreSQL and back.",
  options: {
    from: text("--from <url>", "The connection URL to copy from. [the one of the settings]"),
    to: text("--to <url>", "The connection URL to copy to: empty, or holding a copy that was cut short."),
    output,
  },
  async run(context, { options }) {
    const { url, options: openOptions } = await configuredDatabase(context);
    const { from = url, to } = options;
    if (to === undefined)
      throw new CommandError("Say where to copy to with --to, such as --to postgresql://user@host/database");
    const { copyDatabase } = await import("@prefect-ts/database/care/copy/copy");
    const result = await withProgress(context, (onProgress) =>
      copyDatabase({ from, to, options: openOptions, onProgress }),
    );
    if (options.output === "json") return context.printJson(result);
    const total = result.tables.reduce((sum, { rows }) => sum + rows, 0);
    if (result.isResumed) context.print("Went on with a copy that was cut short.");
    for (const [what, count] of Object.entries(result.changes)) context.print(`Changed in ${count} values of ${what}`);
    context.print(
      context.colors.green(
        `Copied ${total.toLocaleString("en")} rows of ${result.tables.length} tables to ${result.to}, at revision ${result.targetRevision}: counts and checksums are equal.`,
      ),
    );
  },
});
