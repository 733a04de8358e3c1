import type { IncomingHttpHeaders } from "node:http";
import { compile, type ErrorItem } from "@prefect-ts/schemas/validation/compile";
import type { Static, TObject, TOptional, TSchema, TString } from "typebox";
import type { ServerContext } from "../context.ts";
import { parseEmbeddedBody } from "./embedded-body.ts";
import { RequestInvalidError } from "../errors.ts";
import { Reply } from "./reply.ts";
import { OpaqueBody } from "./request-body.ts";

/** A request as it came in; nothing in it is checked. */
export interface RawRequest {
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  headers: IncomingHttpHeaders;
  /** The parsed JSON body; an {@link OpaqueBody} for any other; undefined where there was none. */
  body: unknown;
}

/** A request whose parts have the declared shapes. */
export interface ApiRequest<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  headers: IncomingHttpHeaders;
  context: ServerContext;
}

interface Definition<P extends TObject, Q extends TObject, B extends TSchema> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As the OpenAPI writes it, e.g. `/flows/{id}`. A parameter that is a UUID only matches one. */
  path: string;
  tag: string;
  /** The reference's operation id. */
  operation: string;
  /** Whether UUIDs in the path match any text, so that one that is none is answered 422 and not 404. */
  anyId?: boolean;
  params?: P;
  query?: Q;
  /**
   * The body. Where its `$id` begins with `Body_`, its fields are FastAPI's embedded parameters: unknown ones are
   * ignored, null is the default, and a body that is no object lacks every field.
   */
  body?: B;
  /** Headers that are checked, and handed over as they were read; the OpenAPI does not name them. */
  headers?: TObject<Record<string, TOptional<TString>>>;
  /** False where the body may be left out altogether. */
  bodyRequired?: boolean;
  /** The answer's status where `handle` answers with a value; 200 by default. */
  status?: number;
  response?: TSchema;
  /** Bytes; larger bodies are refused with 413. */
  bodyLimit?: number;
  /**
   * Whether those who send the same request while it is worked on share its answer: for reads of more than a row or two,
   * that depend on nothing but what `shared-requests.ts` compares.
   */
  shared?: boolean;
  handle: (request: ApiRequest<Static<P>, Static<Q>, Static<B>>) => Promise<unknown>;
}

/** A route, ready to serve; what it declares is what the OpenAPI shows. */
export interface Route extends Omit<Definition<TObject, TObject, TSchema>, "handle" | "headers"> {
  serve(request: RawRequest, context: ServerContext): Promise<Reply>;
}

/** Declares a route: the parts of a request are checked in the order of FastAPI, and all that is wrong is said at once. */
export function route<P extends TObject = TObject<{}>, Q extends TObject = TObject<{}>, B extends TSchema = TSchema>(
  definition: Definition<P, Q, B>,
): Route {
  const { params, query, headers, body, bodyRequired = true, status = 200, handle, ...rest } = definition;
  const embedded = body !== undefined && String(Reflect.get(body, "$id") ?? "").startsWith("Body_");

  function parsePart<S extends TSchema>(schema: S, input: unknown, place: string, errors: ErrorItem[]): Static<S> {
    const result = compile(schema)(input, [place]);
    if (result.ok) return result.value;
    errors.push(...result.errors);
    return input as never;
  }

  /** Each parameter is a value of its own: where one is missing there is no input to show. */
  function parseQuery(schema: Q, input: unknown, errors: ErrorItem[]): Static<Q> {
    const found: ErrorItem[] = [];
    const value = parsePart(schema, input, "query", found);
    errors.push(...found.map((item) => (item.type === "missing" ? { ...item, input: null } : item)));
    return value;
  }

  function parseBody(schema: B, input: unknown, errors: ErrorItem[]): Static<B> {
    if (embedded) return parseEmbeddedBody(schema, input, errors) as never;
    if (input === undefined || input === null) {
      if (!bodyRequired) return undefined as never;
      errors.push({ type: "missing", loc: ["body"], msg: "Field required", input: null });
      return input as never;
    }
    return parsePart(schema, input instanceof OpaqueBody ? input.text : input, "body", errors);
  }

  return {
    ...rest,
    ...(params && { params }),
    ...(query && { query }),
    ...(body && { body }),
    bodyRequired,
    status,
    async serve(raw, context) {
      const errors: ErrorItem[] = [];
      const parsed = {
        params: (params ? parsePart(params, raw.params, "path", errors) : {}) as Static<P>,
        query: (query ? parseQuery(query, raw.query, errors) : {}) as Static<Q>,
        headers: headers ? { ...raw.headers, ...parsePart(headers, raw.headers, "header", errors) } : raw.headers,
        body: (body ? parseBody(body, raw.body, errors) : undefined) as Static<B>,
      };
      if (errors.length > 0) {
        throw new RequestInvalidError(errors, raw.body instanceof OpaqueBody ? raw.body.text : raw.body);
      }
      const answer = await handle({ ...parsed, context });
      return answer instanceof Reply ? answer : new Reply(status, answer);
    },
  };
}
