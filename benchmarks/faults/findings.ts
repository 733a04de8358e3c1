import { setTimeout as sleep } from "node:timers/promises";

/** What was looked for, how much of it there is, and what is wrong with it. */
export interface Finding {
  what: string;
  found: number;
  wrong: readonly string[];
}

/** Those that there are more of, or less, than one of: each is named. */
export const notOnce = (counts: ReadonlyMap<string, number>, expected: Iterable<string>): string[] =>
  [...expected].flatMap((key) => (counts.get(key) === 1 ? [] : [`${key}: ${counts.get(key) ?? 0} times`]));

export function countBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** Leases run out after a minute, and the service that looks for lost events comes by each minute. */
const settleMs = 180_000;

/** What is found once nothing of it is wrong, or has had the time to be right. */
export async function settled(find: () => Promise<Finding[]>): Promise<Finding[]> {
  for (const until = performance.now() + settleMs; ; await sleep(2000)) {
    const findings = await find();
    if (findings.every(({ wrong }) => wrong.length === 0) || performance.now() > until) return findings;
  }
}

/** Prints a table, with an example for what is wrong; whether nothing is. */
export function report(findings: readonly Finding[]): boolean {
  const rows = findings.map(({ what, found, wrong }) => ({ what, found, wrong: wrong.length }));
  console.table(rows);
  for (const { what, wrong } of findings) {
    for (const example of wrong.slice(0, 5)) console.error(`${what}: ${example}`);
  }
  return findings.every(({ wrong }) => wrong.length === 0);
}
