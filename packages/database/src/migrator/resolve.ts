import { MigrationError } from "../errors.ts";
import type { Chain } from "./chain.ts";
import { counterpartOf } from "./counterparts.ts";

/** What a word on the command line means in a chain. */
export interface Resolved {
  readonly place: number;
  /** The other dialect's revision that was named, where one was. */
  readonly counterpartOf?: string;
}

/**
 * Finds the place that `text` means: `head`, `base`, an id, the beginning of one, or steps from where the database is
 * (`+1`, `-2`) or from a revision (`head-1`). An id of the other dialect means its counterpart.
 * Throws {@link MigrationError}.
 */
export function resolveRevision(
  text: string,
  { chain, other, at }: { chain: Chain; other: () => Chain; at: number },
): Resolved {
  const [, name = "", steps = ""] = /^(.*?)([+-]\d+)?$/s.exec(text) ?? [];
  if (name === "" && steps === "") throw new MigrationError("Name a revision: head, base, an id, or -1 and the like");
  const from = name === "" ? { place: at } : named(name, chain, other);
  const place = from.place + Number(steps);
  if (place < 0 || place > chain.length) {
    const where = name === "" ? placeName(chain, at) : name;
    throw new MigrationError(`${steps} from ${where} leads out of the chain of ${chain.length} revisions`);
  }
  return { ...from, place };
}

/** The id at a place, or `base`. */
export const placeName = (chain: Chain, place: number): string => chain[place - 1]?.id ?? "base";

function named(name: string, chain: Chain, otherChain: () => Chain): Resolved {
  if (name === "head" || name === "heads") return { place: chain.length };
  if (name === "base") return { place: 0 };
  const own = withPrefix(name, chain);
  if (own.length > 1) throw ambiguous(name, own);
  if (own[0]) return { place: own[0].place };
  const other = otherChain();
  const others = withPrefix(name, other);
  if (others.length > 1) throw ambiguous(name, others);
  if (others[0]) return { place: counterpartOf(others[0], { chain, other }), counterpartOf: others[0].id };
  throw new MigrationError(
    `There is no revision '${name}': name head, base, an id or its beginning, or steps such as -1`,
  );
}

const withPrefix = (prefix: string, chain: Chain) => {
  const exact = chain.filter(({ id }) => id === prefix);
  return exact.length > 0 ? exact : chain.filter(({ id }) => id.startsWith(prefix));
};

const ambiguous = (name: string, chain: Chain) =>
  new MigrationError(`'${name}' begins several revisions (${chain.map(({ id }) => id).join(", ")}): write more of it`);
