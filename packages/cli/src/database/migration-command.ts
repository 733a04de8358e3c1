import type { Outcome } from "@prefect-ts/database/migrator/migrate";
import type { OpenTarget } from "@prefect-ts/database/migrator/open-target";
import { type Command, defineCommand } from "../core/command.ts";
import type { Context } from "../core/context.ts";
import { text, toggle } from "../core/options.ts";
import { requireApproval, yes } from "./approval.ts";
import { warnOfMemory, withTarget } from "./with-target.ts";

/** What `upgrade` and `downgrade` are, but for the direction. */
export function migrationCommand(direction: "upgrade" | "downgrade", otherwise: string): Command {
  return defineCommand({
    summary: `${direction === "upgrade" ? "Upgrade" : "Downgrade"} the Prefect database.`,
    options: {
      yes,
      revision: text(
        "-r, --revision <revision>",
        `The revision to ${direction} to: an id or its beginning, head, base, or steps such as -1. [${otherwise}]`,
      ),
      dryRun: toggle("--dry-run", "Show the SQL that would run, and change nothing.", "--no-dry-run"),
    },
    run: (context, { options }) =>
      withTarget(context, (opened) => {
        const revision = options.revision ?? otherwise;
        return options.dryRun
          ? showSql(context, opened, direction, revision)
          : migrate(context, opened, { direction, revision, yes: options.yes });
      }),
  });
}

async function migrate(
  context: Context,
  opened: OpenTarget,
  options: { direction: "upgrade" | "downgrade"; revision: string; yes: boolean | undefined },
): Promise<void> {
  const { direction, revision } = options;
  await requireApproval(context, {
    yes: options.yes,
    question: `Are you sure you want to ${direction} the Prefect database at ${opened.printable}?`,
    aborted: `Database ${direction} aborted!`,
  });
  const migrator = await import("@prefect-ts/database/migrator/migrate");
  const { progressLine } = await import("@prefect-ts/database/migrator/progress");
  context.print(`Running ${direction} migrations ...`);
  await migrator[direction](opened.target, {
    revision,
    onResolved: (outcome) => tellOfCounterpart(outcome, (line) => context.print(line)),
    onStep: (progress) => context.print(progressLine(progress)),
  });
  context.print("Migrations succeeded!");
  context.print(context.colors.green(`Prefect database at ${opened.printable} ${direction}d!`));
  warnOfMemory(context, opened);
}

async function showSql(
  context: Context,
  { target }: OpenTarget,
  direction: "upgrade" | "downgrade",
  revision: string,
): Promise<void> {
  const { dryRun } = await import("@prefect-ts/database/migrator/migrate");
  const { transcript } = await import("@prefect-ts/database/migrator/transcript");
  const run = await dryRun(target, direction, revision);
  tellOfCounterpart(run, (line) => context.print(`-- ${line}`));
  if (run.total === 0) context.print(`-- Nothing to run.`);
  for (const part of transcript(target, run)) context.print(part);
}

/** Says which revision of this dialect was meant by one of the other. */
export function tellOfCounterpart({ counterpartOf, goal }: Outcome, tell: (line: string) => void): void {
  if (counterpartOf !== undefined) tell(`${counterpartOf} is a revision of the other dialect; here it is ${goal}.`);
}
