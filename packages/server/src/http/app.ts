import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { ServerContext } from "../context.ts";
import { replyToError } from "./error-replies.ts";
import { openApi } from "./openapi.ts";
import { checksVersion, requireApiVersion } from "./plugins/api-version.ts";
import { basicAuth } from "./plugins/auth.ts";
import { cors } from "./plugins/cors.ts";
import { csrf } from "./plugins/csrf.ts";
import { docs } from "./plugins/docs.ts";
import { answerMalformed, largestHead, readableUrl, requestTimeoutMs } from "./plugins/malformed-requests.ts";
import { oneAtATime } from "./plugins/pipelining.ts";
import { answerUnknownPath } from "./plugins/unknown-path.ts";
import { Reply } from "./reply.ts";
import { acceptAnyBody, largestBody, requestBody } from "./request-body.ts";
import type { Route } from "./route.ts";
import { send } from "./send.ts";
import { SharedRequests } from "./shared-requests.ts";

const uuidPattern = "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}";

/** `/flows/{id}` as Fastify writes it; a UUID parameter matches nothing but one, unless the route says otherwise. */
export function fastifyPath({ path, params, anyId }: Pick<Route, "path" | "params" | "anyId">): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const schema = params?.properties[name];
    const isUuid = schema !== undefined && Reflect.get(schema, "format") === "uuid";
    return isUuid && !anyId ? `:${name}(^${uuidPattern}$)` : `:${name}`;
  });
}

/** The last value of each parameter of a query. */
const queryOf = (text: string) => (text === "" ? {} : Object.fromEntries(new URLSearchParams(text)));

const hasEmptyPart = (params: object) => Object.values(params).includes("");

function sendError(request: FastifyRequest, reply: FastifyReply, context: ServerContext, error: unknown): FastifyReply {
  const known = replyToError(error);
  if (known) return send(request, reply, known);
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status < 500 && error instanceof Error) return send(request, reply, new Reply(status, { detail: error.message }));
  context.log.error({ err: error, method: request.method, path: request.url }, "the request failed");
  return send(request, reply, new Reply(500, { exception_message: "Internal Server Error" }));
}

/** Routes check and write by themselves; Fastify would load its own compilers at start, which nothing uses. */
const noCompiler = () => () => {
  throw new Error("no route declares a schema to Fastify");
};

/** The HTTP application: every route below the API's base path, behind authentication, CSRF protection and CORS. */
export function createApp(context: ServerContext, routes: readonly Route[]): FastifyInstance {
  const base = context.settings.get("PREFECT_SERVER_API_BASE_PATH") ?? "/api";
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: largestBody,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: context.settings.get("PREFECT_SERVER_API_KEEPALIVE_TIMEOUT") * 1000,
    http: {
      maxHeaderSize: largestHead,
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
    },
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    routerOptions: {
      ignoreTrailingSlash: false,
      maxParamLength: largestHead,
      querystringParser: queryOf,
    },
    rewriteUrl: readableUrl,
    clientErrorHandler: answerMalformed,
  });
  acceptAnyBody(app);
  app.setErrorHandler((error, request, reply) => sendError(request, reply, context, error));
  oneAtATime(app);
  csrf(app, context);
  cors(app, context.settings);
  basicAuth(app, context.settings, base);

  const shared = new SharedRequests();
  for (const route of routes) {
    const hasMinimumVersion = checksVersion(route);
    const serve = (request: FastifyRequest) => {
      const body = route.body ? requestBody(request) : undefined;
      if (hasMinimumVersion) requireApiVersion(request.headers["x-prefect-api-version"]);
      const { params, query, headers } = request;
      return route.serve({ params: Object(params), query: Object(query), headers, body }, context);
    };
    app.route({
      method: route.method,
      url: base + fastifyPath(route),
      ...(route.bodyLimit !== undefined && { bodyLimit: route.bodyLimit }),
      handler: async (request, reply) => {
        try {
          if (hasEmptyPart(Object(request.params))) return reply.callNotFound();
          const answer = route.shared ? await shared.serve(request, () => serve(request)) : await serve(request);
          return send(request, reply, answer);
        } catch (error) {
          return sendError(request, reply, context, error);
        }
      },
    });
  }
  docs(app, base, () => openApi(routes));
  answerUnknownPath(app, base, routes);
  return app;
}
