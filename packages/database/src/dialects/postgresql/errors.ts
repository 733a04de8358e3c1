import { DatabaseError } from "pg";
import { DatabaseBusyError, DatabaseUnavailableError, IntegrityError, UnstorableValueError } from "../../errors.ts";

const integrity: Record<string, IntegrityError["kind"]> = {
  "23502": "not-null",
  "23503": "foreign-key",
  "23505": "unique",
  "23514": "check",
};

/** Two transactions waited for each other, or one read what another was writing: run again, it succeeds. */
export class TransactionConflictError extends DatabaseBusyError {
  override name = "TransactionConflictError";
}

const conflicts = new Set(["40001", "40P01"]);
/** A statement or a lock took too long, or there are too many connections. */
const busy = new Set(["53300", "55P03", "57014"]);

/** PostgreSQL's error as one of ours, by its code; anything else comes back as it is. */
export function translateError(error: unknown): unknown {
  if (error instanceof DatabaseError) return translateCode(error, error.code ?? "");
  return isConnectionError(error)
    ? new DatabaseUnavailableError("The connection to the database was lost", { cause: error })
    : error;
}

function translateCode(error: DatabaseError, code: string): unknown {
  if (code.startsWith("23")) return new IntegrityError(integrity[code] ?? "other", error.message, { cause: error });
  if (conflicts.has(code)) return new TransactionConflictError(error.message, { cause: error });
  if (busy.has(code)) return new DatabaseBusyError(error.message, { cause: error });
  if (code.startsWith("22")) return new UnstorableValueError(error.message, { cause: error });
  // Shutting down, starting up, out of disk or memory, an I/O error.
  if (/^(08|53|57P|58)/.test(code)) {
    return new DatabaseUnavailableError(`The database cannot be used: ${error.message}`, { cause: error });
  }
  return error;
}

const lost =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|Cannot use a pool)/;

function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    /^(ECONN|EPIPE|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT)/.test(code) || lost.test(error.message)
  );
}
