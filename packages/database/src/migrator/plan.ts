import type { Chain, Dialect, Revision } from "./chain.ts";
import { readScript } from "./chain.ts";
import { joined, parseScript, readRevision, type Script } from "./script.ts";
import type { Change } from "./target.ts";

/** One step of a migration: what is done and what it is called. */
export interface PlannedStep extends Change {
  readonly direction: "upgrade" | "downgrade" | "create";
  /** The revision that is entered, or left in a downgrade. */
  readonly revision: Revision;
}

/** What leads from one place in the chain to another, in order; each script is read when it is its turn. */
export function* planned(dialect: Dialect, chain: Chain, at: number, goal: number): Generator<PlannedStep> {
  const idAt = (place: number) => chain[place - 1]?.id ?? null;
  const step = (direction: PlannedStep["direction"], revision: Revision, to: number, script: Script): PlannedStep => ({
    direction,
    revision,
    script,
    from: idAt(at),
    to: idAt(to),
  });
  while (at !== goal) {
    const down = goal < at;
    // Nothing needs no walk: the whole schema is made at once, at head or at the first revision.
    const to = at === 0 ? (goal === chain.length ? goal : 1) : at + (down ? -1 : 1);
    const revision = chain[(down ? at : to) - 1];
    if (!revision) return;
    if (at === 0) yield step("create", revision, to, wholeSchema(dialect, to === 1 ? "base" : "head"));
    else if (!down) yield step("upgrade", revision, to, readRevision(revision, "upgrade"));
    else yield step("downgrade", revision, to, downgradeScript(dialect, revision));
    at = to;
  }
}

/** How many steps {@link planned} takes. */
export const countSteps = (chain: Chain, at: number, goal: number): number =>
  at === 0 && goal === chain.length ? 1 : Math.abs(goal - at);

/** The whole schema, with what this server keeps beside it. */
export const wholeSchema = (dialect: Dialect, name: "head" | "base"): Script =>
  joined(parseScript(readScript(dialect, name)), ownTables(dialect));

/** What a downgrade does; the one to nothing also drops what this server keeps. */
function downgradeScript(dialect: Dialect, revision: Revision): Script {
  const script = readRevision(revision, "downgrade");
  if (revision.place > 1) return script;
  const own = [...readScript(dialect, "own-tables").matchAll(/^CREATE TABLE IF NOT EXISTS (\w+)/gm)];
  const steps = own.toReversed().map(([, table = ""]) => ({ sql: `DROP TABLE IF EXISTS ${table};` }));
  return joined(script, { steps, transactional: true });
}

export const ownTables = (dialect: Dialect): Script => parseScript(readScript(dialect, "own-tables"));
