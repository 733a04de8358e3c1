import { defineCommand } from "../../../core/command.ts";
import { CommandError } from "../../../core/errors.ts";
import { text, toggle } from "../../../core/options.ts";
import { withTarget } from "../../../database/with-target.ts";

export default defineCommand({
  summary: "Create a new migration for the Prefect database, on every dialect.",
  options: {
    message: text("-m, --message <message>", "What the migration does, in a few words."),
    autogenerate: toggle(
      "--autogenerate",
      "Fill it with the difference between the declared schema, head.sql, and the database.",
      "--no-autogenerate",
    ),
  },
  async run(context, { options: { message, autogenerate } }) {
    if (message === undefined) throw new CommandError("Say what the migration does with -m, in a few words.");
    const { createRevision, refuseInstalled } = await import("@prefect-ts/database/migrator/new-revision");
    refuseInstalled();
    context.print("Running migration file creation ...");
    const differences = autogenerate
      ? await withTarget(context, async ({ target }) => {
          const { difference } = await import("@prefect-ts/database/migrator/migrate");
          return { [target.dialect]: await difference(target) };
        })
      : {};
    for (const file of createRevision({ message, differences })) context.print(`Generating ${file} ...  done`);
    context.print(context.colors.green("Creating new migration file succeeded!"));
  },
});
