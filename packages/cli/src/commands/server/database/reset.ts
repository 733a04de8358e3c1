import { defineCommand } from "../../../core/command.ts";
import { requireApproval, yes } from "../../../database/approval.ts";
import { warnOfMemory, withTarget } from "../../../database/with-target.ts";

export default defineCommand({
  summary: "Drop and recreate all Prefect database tables.",
  options: { yes },
  run: (context, { options }) =>
    withTarget(context, async (opened) => {
      await requireApproval(context, {
        yes: options.yes,
        question: `Are you sure you want to reset the Prefect database located at "${opened.printable}"? This will drop and recreate all tables.`,
        aborted: "Database reset aborted",
      });
      const { reset } = await import("@prefect-ts/database/migrator/migrate");
      context.print("Downgrading database...");
      await reset(opened.target);
      context.print("Upgrading database...");
      context.print(context.colors.green(`Prefect database "${opened.printable}" reset!`));
      warnOfMemory(context, opened);
    }),
});
