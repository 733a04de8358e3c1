import {
  DatabaseBusyError,
  DatabaseUnavailableError,
  IntegrityError,
  UnstorableValueError,
} from "@prefect-ts/database/errors";
import { HttpError, ObjectNotFoundError, RequestInvalidError } from "../errors.ts";
import { Reply } from "./reply.ts";

const integrityDetail =
  "Data integrity conflict. This usually means a unique or foreign key constraint was violated. See server logs for details.";

const unstorableDetail =
  "The database has no place for a value of the request: it holds a NUL character, or a number or time out of range.";

/** The answer to whatever a route threw; `undefined` for what no client can be told about. */
export function replyToError(error: unknown): Reply | undefined {
  if (error instanceof HttpError) return new Reply(error.status, { detail: error.detail }, error.headers);
  if (error instanceof ObjectNotFoundError) return new Reply(404, { exception_message: error.message });
  if (error instanceof RequestInvalidError) {
    return new Reply(422, {
      exception_message: error.message,
      exception_detail: error.items,
      request_body: error.body ?? null,
    });
  }
  if (error instanceof UnstorableValueError) return new Reply(422, { detail: unstorableDetail });
  if (error instanceof IntegrityError) return new Reply(409, { detail: integrityDetail });
  if (error instanceof DatabaseBusyError || error instanceof DatabaseUnavailableError) {
    return new Reply(503, { exception_message: "Service Unavailable" }, { "retry-after": "1" });
  }
  return undefined;
}
