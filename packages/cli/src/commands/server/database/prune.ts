import { defineCommand } from "../../../core/command.ts";
import { CommandError } from "../../../core/errors.ts";
import { output, text, toggle } from "../../../core/options.ts";
import { requireApproval, yes } from "../../../database/approval.ts";
import { readAge } from "../../../database/age.ts";
import { configuredDatabase, withProgress } from "../../../database/with-store.ts";

export default defineCommand({
  summary: "Delete runs that ended long ago, with their task runs, states, logs and artifacts.",
  options: {
    olderThan: text("--older-than <duration>", "How long ago they ended: a number with s, m, h, d or w, such as 90d."),
    dryRun: toggle("--dry-run", "Say what would be deleted, and delete nothing.", "--no-dry-run"),
    yes,
    output,
  },
  async run(context, { options }) {
    if (options.olderThan === undefined)
      throw new CommandError("Say how long ago the runs ended with --older-than, such as 90d.");
    const seconds = readAge(options.olderThan);
    const { url, options: openOptions } = await configuredDatabase(context);
    const { Timestamp } = await import("@prefect-ts/schemas/timestamp");
    const { refuseMemory } = await import("@prefect-ts/database/care/store");
    const { openDatabase } = await import("@prefect-ts/database/open");
    const { pruneCounts, pruneDatabase } = await import("@prefect-ts/database/care/prune/prune");
    refuseMemory(url);
    const before = Timestamp.now().plus(-seconds);
    const database = await openDatabase(url, { ...openOptions, migrate: false });
    try {
      const expected = await pruneCounts(database, before);
      const counted = `${expected.flowRuns} flow runs, ${expected.taskRuns} task runs, ${expected.logs} logs and ${expected.artifacts} artifacts that ended before ${before.toJSON()}`;
      if (options.dryRun) {
        if (options.output === "json") context.printJson({ before: before.toJSON(), wouldDelete: expected });
        else context.print(`Would delete ${counted}`);
        return;
      }
      await requireApproval(context, {
        yes: options.yes,
        question: `Are you sure you want to delete ${counted} from the Prefect database at ${database.printable}?`,
        aborted: "Database prune aborted!",
      });
      const deleted = await withProgress(context, (report) => pruneDatabase(database, before, report));
      if (options.output === "json") return context.printJson({ before: before.toJSON(), deleted });
      context.print(
        context.colors.green(
          `Deleted ${deleted.flowRuns} flow runs, ${deleted.taskRuns} task runs, ${deleted.logs} logs and ${deleted.artifacts} artifacts`,
        ),
      );
    } finally {
      await database.close();
    }
  },
});
