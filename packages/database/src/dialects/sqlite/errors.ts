import SQLite from "better-sqlite3";
import { DatabaseBusyError, DatabaseUnavailableError, IntegrityError } from "../../errors.ts";

const integrity: Record<string, IntegrityError["kind"]> = {
  SQLITE_CONSTRAINT_UNIQUE: "unique",
  SQLITE_CONSTRAINT_PRIMARYKEY: "unique",
  SQLITE_CONSTRAINT_FOREIGNKEY: "foreign-key",
  SQLITE_CONSTRAINT_CHECK: "check",
  SQLITE_CONSTRAINT_NOTNULL: "not-null",
};

/** SQLite's error as one of ours, by its code; anything else comes back as it is. */
export function translateError(error: unknown): unknown {
  if (!(error instanceof SQLite.SqliteError)) return error;
  if (error.code.startsWith("SQLITE_CONSTRAINT")) {
    return new IntegrityError(integrity[error.code] ?? "other", error.message, { cause: error });
  }
  if (error.code.startsWith("SQLITE_BUSY") || error.code === "SQLITE_LOCKED") {
    return new DatabaseBusyError("The database is in use by another process", { cause: error });
  }
  if (/^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(error.code)) {
    return new DatabaseUnavailableError(`The database cannot be used: ${error.message}`, { cause: error });
  }
  return error;
}
