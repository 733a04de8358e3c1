import type { Finding } from "@prefect-ts/database/care/check/check";
import type { Fixed } from "@prefect-ts/database/care/check/fix";
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
      const isQuiet = options.output === "json";
      const found = await withProgress(context, (report) => checkDatabase(opened, report));
      if (!isQuiet) printFindings(context, found);
      const fixable = options.fix ? found.filter(({ fix }) => fix !== undefined) : [];
      if (fixable.length > 0) {
        const question = `Are you sure you want to fix ${fixable.length} of these in the Prefect database at ${opened.store.printable}?`;
        await requireApproval(context, { yes: options.yes, question, aborted: "Database check aborted!" });
      }
      const { fixDatabase } = await import("@prefect-ts/database/care/check/fix");
      const onFixed = (done: Fixed) => {
        if (!isQuiet) context.print(fixedLine(done));
      };
      const { fixed, left } =
        fixable.length > 0
          ? await withProgress(context, (report) => fixDatabase(opened, found, { report, onFixed }))
          : { fixed: [], left: found };
      if (isQuiet) context.printJson(plainReport(opened.store.printable, { found, fixed, left }));
      else printLeft(context, opened.store.printable, { fixed, left });
      if (left.length > 0) throw new SilentFailure();
    } finally {
      await opened.close();
    }
  },
});

interface Outcome {
  readonly found: readonly Finding[];
  readonly fixed: readonly Fixed[];
  readonly left: readonly Finding[];
}

/** For machines. */
function plainReport(database: string, { found, fixed, left }: Outcome) {
  const plain = ({ fix, ...finding }: Finding) => ({ ...finding, fixable: fix !== undefined });
  return {
    database,
    found: found.map(plain),
    fixed: fixed.map(({ finding, rows }) => ({ what: finding.what, remedy: finding.remedy, rows })),
    left: left.map(plain),
  };
}

function printFindings(context: Context, findings: readonly Finding[]): void {
  for (const { what, examples = [], fix } of findings) {
    const such = examples.length === 0 ? "" : ` (such as ${examples.join(", ")})`;
    context.print(`${what}${such}${fix ? " [--fix]" : ""}`);
  }
}

const fixedLine = ({ finding: { what, rows, remedy } }: Fixed) =>
  rows === undefined ? `Fixed with ${remedy}: ${what}` : `Fixed: ${what}: ${remedy}`;

function printLeft(context: Context, database: string, { fixed, left }: Pick<Outcome, "fixed" | "left">): void {
  if (left.length === 0) return context.print(context.colors.green(`Nothing is wrong with ${database}`));
  if (fixed.length === 0) return;
  context.print("What is left:");
  printFindings(context, left);
}
