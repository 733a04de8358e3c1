import type { Dialect } from "./chain.ts";
import type { Script } from "./script.ts";

/** What a database holds, as far as migrations look at it. */
export interface DatabaseState {
  /** Whether there is a table `alembic_version`. */
  readonly hasVersionTable: boolean;
  /** What stands in it; null where nothing does. */
  readonly revision: string | null;
  /** The names of the other tables, without our own. */
  readonly tables: readonly string[];
}

/** A script that takes a database from one revision to another; null is a database without a schema. */
export interface Change {
  readonly script: Script;
  readonly from: string | null;
  readonly to: string | null;
}

/** The statements that take a database to the declared schema, and back. */
export interface SchemaDifference {
  readonly upgrade: string;
  readonly downgrade: string;
}

/** A database to migrate, in its dialect. Nothing is opened for writing, or made, before the first change. */
export interface MigrationTarget {
  readonly dialect: Dialect;
  /** The database in errors: its file, or its URL without the password. */
  readonly name: string;
  /** What goes before every script, in a dry run. */
  readonly preamble: readonly string[];
  /** The words that begin a transaction, in a dry run. */
  readonly begin: string;
  /** Runs `work` while no other process migrates this database, where the dialect has a lock for that. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Throws {@link DatabaseOpenError}. */
  state(): Promise<DatabaseState>;
  /**
   * Runs the script and writes down the new revision, all or nothing where the script is transactional.
   * Throws {@link RevisionMoved}, and changes nothing, where the database is no longer at `from`.
   */
  apply(change: Change): Promise<void>;
  /** Drops everything, then as {@link apply}. */
  replace(change: Change): Promise<void>;
  /** Writes down a revision and looks at nothing else. */
  stamp(revision: string | null): Promise<void>;
  /** How the database differs from the schema that `head.sql` declares. */
  difference(): Promise<SchemaDifference>;
  /** The dialect's error in words, with what to do where that is known. */
  explain(error: unknown): string;
  close(): Promise<void>;
}

/** The rows of the database in the midst of a migration, for transformations. */
export interface MigrationRows {
  all(sql: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  run(sql: string, parameters?: readonly unknown[]): Promise<void>;
}

/** Changes rows as SQL cannot. It holds a bounded number of rows at a time. */
export type RowTransformation = (rows: MigrationRows) => Promise<void>;

/** Another process has migrated the database meanwhile. */
export class RevisionMoved extends Error {
  override name = "RevisionMoved";
}
