import { defineCommand } from "../../../core/command.ts";
import { CommandError } from "../../../core/errors.ts";
import { text } from "../../../core/options.ts";
import { tellOfCounterpart } from "../../../database/migration-command.ts";
import { warnOfMemory, withTarget } from "../../../database/with-target.ts";

export default defineCommand({
  summary: "Stamp the revision table with the given revision. Does not run any migrations.",
  arguments: [{ name: "revision", kind: "optional", help: "The revision, as `upgrade --revision` takes it" }],
  options: { revision: text("--revision <revision>", "The same, as an option.") },
  run(context, { positional: [positional], options }) {
    const revision = positional ?? options.revision;
    if (revision === undefined) {
      throw new CommandError(
        'Command "prefect server database stamp" parameter revision requires an argument. See prefect server database stamp --help.',
      );
    }
    return withTarget(context, async (opened) => {
      const { stamp } = await import("@prefect-ts/database/migrator/migrate");
      context.print("Stamping database with revision ...");
      const outcome = await stamp(opened.target, revision);
      tellOfCounterpart(outcome, (line) => context.print(line));
      context.print(context.colors.green("Stamping database with revision succeeded!"));
      warnOfMemory(context, opened);
    });
  },
});
