import { parseConnectionUrl } from "../connection-url.ts";
import { CareError } from "../errors.ts";
import { chainOf, type Dialect } from "../migrator/chain.ts";
import { openTarget } from "../migrator/open-target.ts";
import { placeOf } from "../migrator/standing.ts";
import type { MigrationTarget } from "../migrator/target.ts";
import type { OpenOptions } from "../options.ts";
import type { BackupSide } from "./backup/side.ts";
import type { CopySide } from "./copy/side.ts";

/** What values a column holds, whichever dialect names its type. `jsonb` is PostgreSQL's, which keeps no text. */
export type Kind = "uuid" | "timestamp" | "interval" | "boolean" | "integer" | "float" | "json" | "jsonb" | "text";

export interface StoreColumn {
  readonly name: string;
  readonly kind: Kind;
}

export interface StoreTable {
  readonly name: string;
  readonly columns: readonly StoreColumn[];
}

export interface TableSize {
  readonly name: string;
  readonly rows: number;
  /** Whether `rows` is what the dialect's statistics say. */
  readonly isEstimate: boolean;
  /** With its indexes; null where finding out takes long. */
  readonly bytes: number | null;
}

/** A column that refers to a row of another table. */
export interface ForeignKey {
  readonly table: string;
  readonly column: string;
  readonly parent: string;
  readonly parentColumn: string;
  /** What happens to the row when its parent is deleted. */
  readonly onDelete: "cascade" | "set null" | "refuse";
}

/** Something that is wrong with how the database keeps its data, and how that is mended. */
export interface Damage {
  readonly what: string;
  /** Statements that mend it; none where a backup is what helps. */
  readonly remedy: readonly string[];
}

/** A database to care for, on one connection, in the SQL of its dialect; parameters are `$1`, `$2`. */
export interface Store {
  readonly dialect: Dialect;
  /** The database in errors and answers: its URL with the password masked. */
  readonly printable: string;
  /** Where SQLite keeps it. */
  readonly file: string | undefined;
  /** A row's values are as the dialect hands them over: on PostgreSQL all are texts. */
  rows<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Answers how many rows were changed. */
  run(sql: string, parameters?: readonly unknown[]): Promise<number>;
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Prefect's tables and our own, by name, without `alembic_version`. */
  tables(): Promise<StoreTable[]>;
  foreignKeys(): Promise<ForeignKey[]>;
  version(): Promise<string>;
  /** Of the whole database, in bytes. */
  size(): Promise<number>;
  /** Rows and bytes of each table: exact where that is quick. */
  tableSizes(): Promise<TableSize[]>;
  /** What the dialect itself finds wrong with its files and indexes. */
  damages(): Promise<Damage[]>;
  readonly copying: CopySide;
  readonly backups: BackupSide;
  close(): Promise<void>;
}

/** A store, and where its schema stands in the chain of revisions. */
export interface OpenedStore {
  readonly store: Store;
  readonly target: MigrationTarget;
  /** 0 for a database without a schema. */
  readonly place: number;
  readonly revision: string | null;
  close(): Promise<void>;
}

/**
 * Opens a database as it is: nothing is made or migrated.
 * Throws `DatabaseOpenError`, and {@link CareError} for one in memory.
 */
export async function openStore(url: string, options: OpenOptions = {}): Promise<OpenedStore> {
  const { target } = await openTarget(url, options);
  try {
    refuseMemory(url);
    const { revision, hasVersionTable, tables } = await target.state();
    const isUnfinished = hasVersionTable && revision === null && tables.length > 0;
    const place = isUnfinished
      ? 0
      : placeOf({ revision, hasVersionTable, tables }, chainOf(target.dialect), target.name);
    const store = await connectStore(url, options);
    const close = async () => {
      await store.close();
      await target.close();
    };
    return { store, target, place, revision, close };
  } catch (error) {
    await target.close();
    throw error;
  }
}

/** As {@link openStore}. Throws {@link CareError} also for a database that has no schema yet. */
export async function openPopulated(
  url: string,
  options: OpenOptions = {},
): Promise<OpenedStore & { revision: string }> {
  const opened = await openStore(url, options);
  const { revision } = opened;
  if (revision !== null) return { ...opened, revision };
  await opened.close();
  throw new CareError(
    `${opened.store.printable} has no schema: name another database, or make one here with \`prefect server database upgrade -y\``,
  );
}

/** Opens a database to replace what is in it, whatever that is. Throws as {@link openStore} does. */
export async function openToRestore(url: string, options: OpenOptions = {}): Promise<Store> {
  refuseMemory(url);
  return await connectStore(url, options);
}

async function connectStore(url: string, options: OpenOptions): Promise<Store> {
  const location = parseConnectionUrl(url);
  if (location.dialect === "postgresql") {
    const { connectPostgresqlStore } = await import("../dialects/postgresql/store.ts");
    return await connectPostgresqlStore(location.url, location.printable, options);
  }
  const { SqliteStore } = await import("../dialects/sqlite/store.ts");
  return new SqliteStore(location.file ?? ":memory:", location.printable);
}

/** Throws {@link CareError} for a database in memory. */
export function refuseMemory(url: string): void {
  const location = parseConnectionUrl(url);
  if (location.dialect === "sqlite" && location.file === null) {
    throw new CareError("A database in memory lives within one process: there is nothing here to look after");
  }
}
