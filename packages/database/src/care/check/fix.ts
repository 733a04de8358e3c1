import type { Report } from "../progress.ts";
import type { OpenedStore } from "../store.ts";
import { checkDatabase, type Finding } from "./check.ts";

/** What was put right, and the rows that this took. */
export interface Fixed {
  readonly finding: Finding;
  readonly rows: number;
}

/** What is put right may uncover more: the logs of a run that was deleted. */
const mostRounds = 5;

/** Puts right what can be, and looks again until nothing more can. Answers what is left. */
export async function fixDatabase(
  opened: OpenedStore,
  found: readonly Finding[],
  { report, onFixed = () => {} }: { report: Report; onFixed?: (fixed: Fixed) => void },
): Promise<{ fixed: Fixed[]; left: Finding[] }> {
  const fixed: Fixed[] = [];
  let left = [...found];
  for (let round = 0; round < mostRounds && left.some(({ fix }) => fix); round++) {
    for (const finding of left) {
      if (!finding.fix) continue;
      const done = { finding, rows: await finding.fix() };
      fixed.push(done);
      onFixed(done);
    }
    left = await checkDatabase(opened, report);
  }
  return { fixed, left };
}
