import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Dialect = "sqlite" | "postgresql";

/** One revision of a dialect's schema: a file `NN_<id>_<slug>.sql` in the dialect's folder of migrations. */
export interface Revision {
  /** From 1; 0 stands for a database without a schema. */
  readonly place: number;
  readonly id: string;
  readonly slug: string;
  readonly file: string;
}

/** Revisions in order; the last is the head. */
export type Chain = readonly Revision[];

const migrationsFolder = fileURLToPath(new URL("../../migrations/", import.meta.url));

/** Where a dialect's migrations are. */
export const folderOf = (dialect: Dialect): string => join(migrationsFolder, dialect);

const chains = new Map<Dialect, Chain>();

/** The chain of a dialect, as its folder lists it. */
export function chainOf(dialect: Dialect): Chain {
  const known = chains.get(dialect);
  if (known) return known;
  const chain = readChain(folderOf(dialect));
  chains.set(dialect, chain);
  return chain;
}

/** The chain that a folder lists. Throws where a place is missing or taken twice. */
export function readChain(folder: string): Chain {
  const chain = readdirSync(folder)
    .map((name) => /^(\d+)_([0-9a-f]+)_(.+)\.sql$/.exec(name))
    .filter((match) => match !== null)
    .map(([name, place = "", id = "", slug = ""]) => ({ place: Number(place), id, slug, file: join(folder, name) }))
    .sort((a, b) => a.place - b.place);
  const gap = chain.find(({ place }, index) => place !== index + 1);
  if (gap) throw new Error(`The migrations in ${folder} are no chain: ${gap.file} does not follow the one before it`);
  return chain;
}

export function headOf(dialect: Dialect): Revision {
  const head = chainOf(dialect).at(-1);
  if (!head) throw new Error(`There are no migrations in ${folderOf(dialect)}`);
  return head;
}

/** A script that is no revision: `head` has the schema at head, `base` at the first revision, `own-tables` what is ours. */
export function readScript(dialect: Dialect, name: "head" | "base" | "own-tables"): string {
  return readFileSync(join(folderOf(dialect), `${name}.sql`), "utf8");
}

/** The place of a revision in its dialect's chain. */
export const placeOfId = (dialect: Dialect, id: string): number | undefined =>
  chainOf(dialect).find((revision) => revision.id === id)?.place;
