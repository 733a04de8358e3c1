import { ownTables, type PlannedStep } from "./plan.ts";
import type { ScriptStep } from "./script.ts";
import { progressLine } from "./progress.ts";
import type { MigrationTarget } from "./target.ts";

/** What a migration would run, as SQL with comments, a step at a time. */
export function* transcript(
  { dialect, preamble, begin }: MigrationTarget,
  { steps, total }: { steps: Iterable<PlannedStep>; total: number },
): Generator<string> {
  let number = 0;
  if (total > 0) yield* preamble;
  for (const { script, direction, revision, from, to } of steps) {
    number += 1;
    // What is made at once has these tables already.
    if (number === 1 && from !== null) yield* ownTables(dialect).steps.map(textOf);
    yield `\n-- ${progressLine({ number, total, direction, revision: revision.id, slug: revision.slug })}`;
    if (script.transactional) yield begin;
    yield* script.steps.map(textOf);
    yield versionStatement(from, to);
    if (script.transactional) yield "COMMIT;";
  }
}

const textOf = (step: ScriptStep) => ("sql" in step ? step.sql : `-- Here the migrator changes rows: ${step.rows}`);

function versionStatement(from: string | null, to: string | null): string {
  if (to === null) return "DELETE FROM alembic_version;";
  if (from === null) return `INSERT INTO alembic_version (version_num) VALUES ('${to}');`;
  return `UPDATE alembic_version SET version_num = '${to}' WHERE version_num = '${from}';`;
}
