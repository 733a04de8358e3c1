import type { ErrorItem } from "@prefect-ts/schemas/validation/compile";

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
