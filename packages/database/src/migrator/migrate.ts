import { MigrationError } from "../errors.ts";
import { chainOf, headOf, type Chain, type Dialect } from "./chain.ts";
import { countSteps, ownTables, planned, type PlannedStep, wholeSchema } from "./plan.ts";
import { placeName, resolveRevision, type Resolved } from "./resolve.ts";
import { placeOf } from "./standing.ts";
import { type MigrationTarget, RevisionMoved, type SchemaDifference } from "./target.ts";

/** A step that begins: the `number`th of `total`. */
export interface Progress {
  readonly number: number;
  readonly total: number;
  readonly direction: PlannedStep["direction"];
  readonly revision: string;
  readonly slug: string;
}

export interface MigrationOptions {
  /** As {@link resolveRevision} reads it. */
  readonly revision: string;
  /** Is told what `revision` means, before the first step. */
  readonly onResolved?: (outcome: Outcome) => void;
  readonly onStep?: (progress: Progress) => void;
}

export interface Outcome {
  /** The revision that `revision` meant, or `base`. */
  readonly goal: string;
  /** The other dialect's revision that was named, where one was. */
  readonly counterpartOf?: string;
}

const otherDialect: Record<Dialect, Dialect> = { sqlite: "postgresql", postgresql: "sqlite" };

/** Takes a database forward to a revision; one that is there or further stays as it is. Throws {@link MigrationError} or DatabaseOpenError. */
export const upgrade = (target: MigrationTarget, options: MigrationOptions): Promise<Outcome> =>
  migrate(target, options, (at, goal) => Math.max(at, goal));

/** Takes a database back to a revision; one that is there or before stays as it is. Throws {@link MigrationError} or DatabaseOpenError. */
export const downgrade = (target: MigrationTarget, options: MigrationOptions): Promise<Outcome> =>
  migrate(target, options, (at, goal) => Math.min(at, goal));

/** The steps that a migration would take now. Nothing is changed. */
export async function dryRun(
  target: MigrationTarget,
  direction: "upgrade" | "downgrade",
  revision: string,
): Promise<Outcome & { steps: Iterable<PlannedStep>; total: number }> {
  const chain = chainOf(target.dialect);
  const at = placeOf(await target.state(), chain, target.name);
  const resolved = resolve(target, chain, revision, at);
  const goal = direction === "upgrade" ? Math.max(at, resolved.place) : Math.min(at, resolved.place);
  const steps = planned(target.dialect, chain, at, goal);
  return { ...outcomeOf(chain, resolved), steps, total: countSteps(chain, at, goal) };
}

/** Drops every table and makes the schema at head. Throws {@link MigrationError} or DatabaseOpenError. */
export async function reset(target: MigrationTarget): Promise<void> {
  const state = await target.state();
  // A database with other tables and no `alembic_version` is another program's.
  if (!state.hasVersionTable) placeOf(state, chainOf(target.dialect), target.name);
  const change = { script: wholeSchema(target.dialect, "head"), from: null, to: headOf(target.dialect).id };
  await target.exclusively(() => attempt(target, "The reset failed", () => target.replace(change)));
}

/** Writes down that a database is at a revision, without looking at its tables. Throws {@link MigrationError} or DatabaseOpenError. */
export async function stamp(target: MigrationTarget, revision: string): Promise<Outcome> {
  const chain = chainOf(target.dialect);
  const state = await target.state();
  const at = state.revision === null ? 0 : placeOf(state, chain, target.name);
  const resolved = resolve(target, chain, revision, at);
  const to = chain[resolved.place - 1]?.id ?? null;
  await target.exclusively(() => attempt(target, "The revision was not written", () => target.stamp(to)));
  return outcomeOf(chain, resolved);
}

/** How a database at head differs from the declared schema. Throws {@link MigrationError} for one that is not at head. */
export async function difference(target: MigrationTarget): Promise<SchemaDifference> {
  const at = placeOf(await target.state(), chainOf(target.dialect), target.name);
  if (at === headOf(target.dialect).place) return await target.difference();
  throw new MigrationError(
    `${target.name} is not at head: upgrade it first with \`prefect server database upgrade -y\``,
  );
}

async function migrate(
  target: MigrationTarget,
  { revision, onResolved, onStep }: MigrationOptions,
  goalFrom: (at: number, asked: number) => number,
): Promise<Outcome> {
  const chain = chainOf(target.dialect);
  return await target.exclusively(async () => {
    const start = placeOf(await target.state(), chain, target.name);
    const resolved = resolve(target, chain, revision, start);
    onResolved?.(outcomeOf(chain, resolved));
    if (start > 0) await makeOwnTables(target, chain, start);
    const total = countSteps(chain, start, goalFrom(start, resolved.place));
    for (let number = 1; ; number += 1) {
      const at = placeOf(await target.state(), chain, target.name);
      const [step] = planned(target.dialect, chain, at, goalFrom(at, resolved.place));
      if (!step) return outcomeOf(chain, resolved);
      const { direction, revision: entered } = step;
      onStep?.({ number, total, direction, revision: entered.id, slug: entered.slug });
      await takeStep(target, chain, at, step);
    }
  });
}

async function takeStep(target: MigrationTarget, chain: Chain, at: number, step: PlannedStep): Promise<void> {
  const what = step.direction === "downgrade" ? "cannot be taken back" : "cannot be applied";
  const where = at === 0 ? "The database is as it was" : `The database stays at ${placeName(chain, at)}`;
  try {
    await attempt(
      target,
      `Revision ${step.revision.id} (${step.revision.slug}) ${what}`,
      () => target.apply(step),
      where,
    );
  } catch (error) {
    // Another process took this step: the next look tells what is left.
    if (!(error instanceof RevisionMoved)) throw error;
  }
}

/** What this server keeps beside the reference's tables; migrations move rows there. */
async function makeOwnTables(target: MigrationTarget, chain: Chain, at: number): Promise<void> {
  const id = placeName(chain, at);
  const change = { script: ownTables(target.dialect), from: id, to: id };
  try {
    await attempt(target, "The migration cannot begin", () => target.apply(change));
  } catch (error) {
    if (!(error instanceof RevisionMoved)) throw error;
  }
}

async function attempt(
  target: MigrationTarget,
  what: string,
  work: () => Promise<void>,
  where = "The database is as it was",
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RevisionMoved) throw error;
    throw new MigrationError(`${what}: ${target.explain(error)}. ${where}: ${target.name}`, { cause: error });
  }
}

function resolve(target: MigrationTarget, chain: Chain, revision: string, at: number): Resolved {
  return resolveRevision(revision, { chain, other: () => chainOf(otherDialect[target.dialect]), at });
}

const outcomeOf = (chain: Chain, { place, counterpartOf }: Resolved): Outcome => ({
  goal: placeName(chain, place),
  ...(counterpartOf !== undefined && { counterpartOf }),
});
