import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import SQLite from "better-sqlite3";
import { DatabaseOpenError } from "../../errors.ts";
import { head, revisions } from "./revisions.ts";

const headSchema = () =>
  readFileSync(fileURLToPath(new URL("../../../migrations/sqlite/head.sql", import.meta.url)), "utf8");
const ownTables = () =>
  readFileSync(fileURLToPath(new URL("../../../migrations/sqlite/own-tables.sql", import.meta.url)), "utf8");

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function makeFolder(file: string): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    const what = codeOf(error) === "ENOSPC" ? "the disk is full" : messageOf(error);
    throw new DatabaseOpenError(
      `Cannot use ${file} as the database: ${what}. Make the folder writable, or set PREFECT_HOME to one that is`,
    );
  }
}

/** The revision a file is at; null for a file without tables. Opens it read-only, so a foreign file stays as it is. */
function revisionOf(file: string): string | null {
  if (!existsSync(file) || statSync(file).size === 0) return null;
  let handle: SQLite.Database | undefined;
  try {
    handle = new SQLite(file, { readonly: true, timeout: 5000 });
    const tables = handle.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    if (tables.length === 0) return null;
    if (!tables.some(({ name }) => name === "alembic_version")) {
      throw new DatabaseOpenError(
        `${file} is a SQLite database, but not Prefect's: move it away, or name another file`,
      );
    }
    const row = handle.prepare<[], { version_num: string }>("SELECT version_num FROM alembic_version").get();
    return row?.version_num ?? null;
  } catch (error) {
    if (error instanceof DatabaseOpenError) throw error;
    throw new DatabaseOpenError(
      `${file} is not a database that SQLite can read (${messageOf(error)}): move it away, or restore a backup`,
    );
  } finally {
    handle?.close();
  }
}

/**
 * Makes the database where there is none, and looks whether it can be served where there is one.
 * Throws {@link DatabaseOpenError}, and leaves the file as it was, for one of another release.
 */
export function openSchema(file: string): void {
  makeFolder(file);
  const revision = revisionOf(file);
  if (revision !== null && revision !== head) {
    const known = revisions.includes(revision);
    throw new DatabaseOpenError(
      known
        ? `${file} is at revision ${revision}, older than ${head}: upgrade it with Prefect 3.8's \`prefect server database upgrade -y\` first`
        : `${file} is at revision ${revision}, which this release does not know: it was made by a newer release (upgrade this server) or one before 2.9`,
    );
  }
  applySchema(new SQLite(file, { timeout: 60_000 }), revision === null);
}

/** The schema at head, for an empty database. */
export const schemaScript = (): string => headSchema() + ownTables();

function applySchema(handle: SQLite.Database, isNew: boolean): void {
  try {
    handle.pragma("journal_mode = WAL");
    handle.transaction(() => handle.exec(isNew ? schemaScript() : ownTables())).immediate();
  } catch (error) {
    throw new DatabaseOpenError(`The database cannot be written: ${messageOf(error)}`, { cause: error });
  } finally {
    handle.close();
  }
}
