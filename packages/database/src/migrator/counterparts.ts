import type { Chain, Revision } from "./chain.ts";

/** Revisions that only one of the dialects has. All others stand in both chains in the same order, in pairs. */
const withoutCounterpart: ReadonlySet<string> = new Set([
  // SQLite: fills block_document.block_type_name, which PostgreSQL does in the revision before.
  "22ef3915ccd8",
  // PostgreSQL: JSON indexes of events; an index that was left invalid.
  "7a73514ca2d6",
  "c8d5f2a71b3e",
]);

/**
 * The place in `chain` that has what a revision of the `other` dialect has.
 * For one without a counterpart, the place of the pair before it.
 */
export function counterpartOf(revision: Revision, { chain, other }: { chain: Chain; other: Chain }): number {
  return paired(chain)[paired(other.slice(0, revision.place)).length - 1]?.place ?? 0;
}

const paired = (chain: Chain) => chain.filter(({ id }) => !withoutCounterpart.has(id));
