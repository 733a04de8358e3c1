import {
  DatabaseBusyError,
  DatabaseUnavailableError,
  IntegrityError,
  UnstorableValueError,
} from "@prefect-ts/database/errors";
import type { ErrorItem } from "@prefect-ts/schemas/validation/compile";
import { Reply } from "./reply.ts";

/** An answer with `{"detail": …}`, as FastAPI's HTTPException. */
export class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(typeof detail === "string" ? detail : JSON.stringify(detail));
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

/** 404 with `{"exception_message": …}`: an object that a model could not find. */
export class ObjectNotFoundError extends Error {
  override name = "ObjectNotFoundError";
}

/** 422 in the form of FastAPI: what is wrong, and where. */
export class RequestInvalidError extends Error {
  override name = "RequestInvalidError";
  readonly items: readonly ErrorItem[];
  readonly body: unknown;

  constructor(items: readonly ErrorItem[], body: unknown) {
    super("Invalid request received.");
    this.items = items;
    this.body = body;
  }
}

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
