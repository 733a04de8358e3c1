import { CareError } from "../../errors.ts";
import { chainOf, type Dialect } from "../../migrator/chain.ts";
import { counterpartOf } from "../../migrator/counterparts.ts";
import { upgrade } from "../../migrator/migrate.ts";
import { type OpenedStore, openStore, openToRestore, type Store } from "../store.ts";
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

/**
 * Opens the database to copy into, and makes the schema where there is none. Throws {@link CareError} for one that has rows, and
 * where another copy into it is under way.
 */
export async function openGoal(source: OpenedStore, url: string, options: OpenOptions): Promise<Goal> {
  const store = await openToRestore(url, options);
  try {
    const release = await keepOthersOut(store);
    const close = async () => {
      await store.close();
      release();
    };
    try {
      return { store, close, ...(await prepare(source, store, () => openStore(url, options))) };
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function keepOthersOut(store: Store): Promise<() => void> {
  const lock = await store.copying.lock();
  if (lock.isHeld) return lock.release;
  const since = lock.since ? ` since ${lock.since.text.slice(0, 19)} UTC` : "";
  throw new CareError(
    `A copy into ${store.printable} is under way${since}: let it finish, or stop it and copy again to go on with it`,
  );
}

async function prepare(
  source: OpenedStore,
  store: Store,
  look: () => Promise<OpenedStore>,
): Promise<Pick<Goal, "revision" | "isResumed">> {
  const opened = await look();
  try {
    const revision = revisionFor(source, store.dialect);
    if (await new ProgressTable(store).exists()) {
      await requireSame(source, store);
      return { revision, isResumed: true };
    }
    if (opened.place === 0) {
      await upgrade(opened.target, { revision });
      // Some revisions fill tables of their own accord.
      for (const { name } of await store.tables()) await store.run(`DELETE FROM "${name}"`);
    } else if (opened.revision !== revision) {
      throw new CareError(
        `${store.printable} is at revision ${opened.revision}, and the copy needs ${revision}: name an empty database`,
      );
    }
    await requireEmpty(store);
    await begin(source, store);
    return { revision, isResumed: false };
  } finally {
    await opened.close();
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
