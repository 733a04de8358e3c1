import { CareError } from "../../errors.ts";
import { chainOf, type Dialect } from "../../migrator/chain.ts";
import { counterpartOf } from "../../migrator/counterparts.ts";
import { upgrade } from "../../migrator/migrate.ts";
import { type OpenedStore, openStore, type Store } from "../store.ts";
import type { OpenOptions } from "../../options.ts";
import { ProgressTable } from "./progress-table.ts";

/** The database that is copied into, ready to take rows: it has the tables, and neither indexes nor a revision. */
export interface Goal {
  readonly store: Store;
  readonly revision: string;
  /** Whether a copy that was cut short goes on. */
  readonly isResumed: boolean;
  close(): Promise<void>;
}

/** Opens the database to copy into, and makes the schema where there is none. Throws {@link CareError} for one that has rows. */
export async function openGoal(source: OpenedStore, url: string, options: OpenOptions): Promise<Goal> {
  let opened = await openStore(url, options);
  try {
    const { dialect, printable } = opened.store;
    const revision = revisionFor(source, dialect);
    if (await new ProgressTable(opened.store).exists()) {
      await requireSame(source, opened.store);
      return { store: opened.store, revision, isResumed: true, close: opened.close };
    }
    if (opened.place === 0) {
      await upgrade(opened.target, { revision });
      await opened.close();
      opened = await openStore(url, options);
      // Some revisions fill tables of their own accord.
      for (const { name } of await opened.store.tables()) await opened.store.run(`DELETE FROM "${name}"`);
    }
    if (opened.revision !== revision) {
      throw new CareError(
        `${printable} is at revision ${opened.revision}, and the copy needs ${revision}: name an empty database`,
      );
    }
    await requireEmpty(opened.store);
    await begin(source, opened.store);
    return { store: opened.store, revision, isResumed: false, close: opened.close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** What a copy writes down of where it comes from. */
const originOf = ({ store, revision }: OpenedStore) => `${store.printable} at ${revision}`;

function revisionFor({ store, place, revision }: OpenedStore, dialect: Dialect): string {
  const other = chainOf(store.dialect);
  const chain = chainOf(dialect);
  const own = other[place - 1];
  const counterpart = own && dialect !== store.dialect ? chain[counterpartOf(own, { chain, other }) - 1]?.id : revision;
  if (counterpart === undefined || counterpart === null) {
    throw new CareError(`Revision ${revision} has no counterpart: upgrade ${store.printable} first`);
  }
  return counterpart;
}

async function requireSame(source: OpenedStore, store: Store): Promise<void> {
  const [begun] = (await new ProgressTable(store).all("source")).keys();
  if (begun === originOf(source)) return;
  throw new CareError(
    `${store.printable} holds an unfinished copy of ${begun}: finish that one, or name an empty database`,
  );
}

async function requireEmpty(store: Store): Promise<void> {
  for (const { name } of await store.tables()) {
    if ((await store.rows(`SELECT 1 AS found FROM "${name}" LIMIT 1`)).length === 0) continue;
    throw new CareError(
      `${store.printable} has rows already (in ${name}), and a copy needs an empty database: name another, or drop what is there`,
    );
  }
}

/** Nothing must take the database for whole until it is: its revision goes, and comes back at the end. */
async function begin(source: OpenedStore, store: Store): Promise<void> {
  const progress = new ProgressTable(store);
  await store.transaction(async () => {
    await progress.create();
    await progress.set("source", originOf(source), "");
    const statements = await store.copying.dropIndexes();
    for (const [i, statement] of statements.entries()) {
      await progress.set("statement", String(i).padStart(5, "0"), statement);
    }
    await store.run("DELETE FROM alembic_version");
  });
}
