import { parseJsonBody } from "@prefect-ts/schemas/validation/json";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HttpError, RequestInvalidError } from "../errors.ts";

/** Bytes; what no route may exceed. */
export const largestBody = 64 * 1024 * 1024;

/** A body that is not declared as JSON: it is never read as an object, so it has no fields. */
export class OpaqueBody {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** FastAPI's rule: `application/json` or `application/…+json`; a body without a content type counts as JSON. */
function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === "application/json") return true;
  const [mediaType = ""] = contentType.split(";", 1);
  return /^application\/(json|[^/]*\+json)$/i.test(mediaType.trim());
}

/** Takes bodies of every content type as bytes, also of one that is none. */
export function acceptAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", ({ headers }, _reply, done) => {
    const contentType = headers["content-type"];
    // Fastify refuses what is not a media type; the reference takes it for anything but JSON.
    if (contentType !== undefined && !isJson(contentType)) headers["content-type"] = "application/octet-stream";
    done();
  });
}

/**
 * The body as a route takes it; undefined where there is none.
 * Throws {@link RequestInvalidError} for text that is not JSON.
 */
export function requestBody(request: FastifyRequest): unknown {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return undefined;
  if (!isJson(request.headers["content-type"])) return new OpaqueBody(request.body.toString());
  const parsed = parseJsonBody(request.body);
  if (parsed.ok) return parsed.value;
  if (parsed.error === null) throw new HttpError(400, "There was an error parsing the body");
  throw new RequestInvalidError([parsed.error], request.body.toString());
}
