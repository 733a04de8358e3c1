import { parseConnectionUrl } from "../connection-url.ts";
import type { OpenOptions } from "../options.ts";
import type { MigrationTarget } from "./target.ts";

/** A database to migrate, and its URL to print. */
export interface OpenTarget {
  readonly target: MigrationTarget;
  /** With the password masked. */
  readonly printable: string;
  readonly inMemory: boolean;
}

/** The database that a connection URL names, to be migrated. Throws `DatabaseOpenError`. */
export async function openTarget(url: string, options: OpenOptions = {}): Promise<OpenTarget> {
  const location = parseConnectionUrl(url);
  const { printable } = location;
  if (location.dialect === "postgresql") {
    const { postgresqlTarget } = await import("../dialects/postgresql/migration-target.ts");
    return { target: postgresqlTarget(location.url, printable, options), printable, inMemory: false };
  }
  const { SqliteMigrationTarget } = await import("../dialects/sqlite/migration-target.ts");
  return { target: new SqliteMigrationTarget(location.file), printable, inMemory: location.file === null };
}
