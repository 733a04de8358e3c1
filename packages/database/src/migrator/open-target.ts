import { parseConnectionUrl } from "../connection-url.ts";
import { DatabaseOpenError } from "../errors.ts";
import type { MigrationTarget } from "./target.ts";

/** A database to migrate, and its URL to print. */
export interface OpenTarget {
  readonly target: MigrationTarget;
  /** With the password masked. */
  readonly printable: string;
  readonly inMemory: boolean;
}

/** The database that a connection URL names, to be migrated. Throws {@link DatabaseOpenError}. */
export async function openTarget(url: string): Promise<OpenTarget> {
  const location = parseConnectionUrl(url);
  const { printable } = location;
  if (location.dialect === "postgresql") {
    throw new DatabaseOpenError("PostgreSQL is not served yet: use a sqlite+aiosqlite:// URL");
  }
  const { SqliteMigrationTarget } = await import("../dialects/sqlite/migration-target.ts");
  return { target: new SqliteMigrationTarget(location.file), printable, inMemory: location.file === null };
}
