import type { Finding } from "@prefect-ts/database/care/check/check";
import { defineCommand } from "../../../core/command.ts";
import type { Context } from "../../../core/context.ts";
import { SilentFailure } from "../../../core/errors.ts";
import { flag, output } from "../../../core/options.ts";
import { requireApproval, yes } from "../../../database/approval.ts";
import { configuredDatabase, withProgress } from "../../../database/with-store.ts";

export default defineCommand({
  summary: "Look for damage, and for rows that cannot be right; exits with 1 where something is wrong.",
  options: {
    fix: flag(
      "--fix",
      "Put right what is safe to put right: rows of runs that are gone, columns that repeat a state, indexes.",
    ),
    yes,
    output,
  },
  async run(context, { options }) {
    const { url, options: openOptions } = await configuredDatabase(context);
    const { openPopulated } = await import("@prefect-ts/database/care/store");
    const { checkDatabase } = await import("@prefect-ts/database/care/check/check");
    const opened = await openPopulated(url, openOptions);
    try {
      const check = () => withProgress(context, (report) => checkDatabase(opened, report));
      const found = await check();
      const fixable = options.fix ? found.filter(({ fix }) => fix !== undefined) : [];
      if (options.output !== "json") printFindings(context, found);
      if (fixable.length > 0) {
        const question = `Are you sure you want to fix ${fixable.length} of these in the Prefect database at ${opened.store.printable}?`;
        await requireApproval(context, { yes: options.yes, question, aborted: "Database check aborted!" });
      }
      const fixed = [];
      for (const finding of fixable) fixed.push(await fixOne(context, finding, options.output === "json"));
      const left = fixed.length > 0 ? await check() : found;
      if (options.output === "json") {
        context.printJson({ database: opened.store.printable, found: found.map(plain), fixed, left: left.map(plain) });
      } else if (left.length === 0) {
        context.print(context.colors.green(`Nothing is wrong with ${opened.store.printable}`));
      } else if (fixed.length > 0) {
        context.print("What is left:");
        printFindings(context, left);
      }
      if (left.length > 0) throw new SilentFailure();
    } finally {
      await opened.close();
    }
  },
});

/** A finding for machines. */
const plain = ({ fix, ...finding }: Finding) => ({ ...finding, fixable: fix !== undefined });

function printFindings(context: Context, findings: readonly Finding[]): void {
  for (const { what, examples = [], fix } of findings) {
    const such = examples.length === 0 ? "" : ` (such as ${examples.join(", ")})`;
    context.print(`${what}${such}${fix ? " [--fix]" : ""}`);
  }
}

async function fixOne(context: Context, { what, rows, remedy, fix }: Finding, isQuiet: boolean) {
  const changed = (await fix?.()) ?? 0;
  if (!isQuiet) context.print(rows === undefined ? `Fixed with ${remedy}: ${what}` : `Fixed: ${what}: ${remedy}`);
  return { what, remedy, rows: changed };
}
