import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parseJsonBody } from "@prefect-ts/schemas/validation/json";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { parseAsPython } from "../blocks/python-json.ts";
import type { ServerContext } from "../context.ts";
import { HttpError, RequestInvalidError, replyToError } from "./errors.ts";
import { openApi } from "./openapi.ts";
import { requireApiVersion } from "./plugins/api-version.ts";
import { basicAuth } from "./plugins/auth.ts";
import { compress } from "./plugins/compression.ts";
import { cors } from "./plugins/cors.ts";
import { csrf } from "./plugins/csrf.ts";
import { docs } from "./plugins/docs.ts";
import { answerUnknownPath } from "./plugins/unknown-path.ts";
import { PlainText, type Reply } from "./reply.ts";
import type { Route } from "./route.ts";

const largestBody = 64 * 1024 * 1024;
const uuidPattern = "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}";

/** `/flows/{id}` as Fastify writes it; a UUID parameter matches nothing but one. */
export function fastifyPath(route: Pick<Route, "path" | "params">): string {
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const schema = route.params?.properties[name];
    return schema && Reflect.get(schema, "format") === "uuid" ? `:${name}(^${uuidPattern}$)` : `:${name}`;
  });
}

function jsonBody(request: FastifyRequest, keepsNumbers = false): unknown {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return undefined;
  const contentType = request.headers["content-type"];
  const isJson = contentType === undefined || /^application\/([\w.-]+\+)?json\b/i.test(contentType);
  if (!isJson) return request.body.toString();
  const parsed = parseJsonBody(request.body);
  if (parsed.ok) return (keepsNumbers && parseAsPython(request.body.toString())) || parsed.value;
  if (parsed.error === null) throw new HttpError(400, "There was an error parsing the body");
  throw new RequestInvalidError([parsed.error], request.body.toString());
}

function send(reply: FastifyReply, request: FastifyRequest, answer: Reply): FastifyReply {
  reply.code(answer.status).headers(answer.headers);
  if (answer.status === 204) return reply.send();
  const isText = answer.body instanceof PlainText;
  const text = isText ? answer.body.text : (JSON.stringify(answer.body) ?? "null");
  reply.header("content-type", isText ? answer.body.contentType : "application/json");
  return reply.send(compress(request, reply, text));
}

function sendError(reply: FastifyReply, request: FastifyRequest, context: ServerContext, error: unknown): FastifyReply {
  const known = replyToError(error);
  if (known) return send(reply, request, known);
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status < 500 && error instanceof Error) return reply.code(status).send({ detail: error.message });
  context.log.error({ err: error, method: request.method, path: request.url }, "the request failed");
  return reply.code(500).send({ exception_message: "Internal Server Error" });
}

/** The HTTP application: every route below the API's base path, behind authentication, CSRF protection and CORS. */
export function createApp(context: ServerContext, routes: readonly Route[]): FastifyInstance {
  const base = context.settings.get("PREFECT_SERVER_API_BASE_PATH") ?? "/api";
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: largestBody,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 4096 },
    keepAliveTimeout: context.settings.get("PREFECT_SERVER_API_KEEPALIVE_TIMEOUT") * 1000,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => sendError(reply, request, context, error));
  cors(app, context.settings);
  basicAuth(app, context.settings, base);
  csrf(app, context);

  for (const route of routes) {
    const checksVersion = !["/health", "/version"].includes(route.path);
    app.route({
      method: route.method,
      url: base + fastifyPath(route),
      ...(route.bodyLimit !== undefined && { bodyLimit: route.bodyLimit }),
      handler: async (request, reply) => {
        try {
          if (checksVersion) requireApiVersion(request.headers["x-prefect-api-version"]);
          const answer = await route.serve(
            {
              params: Object(request.params),
              query: Object(request.query),
              headers: request.headers,
              body: route.body ? jsonBody(request, route.keepsNumbers) : undefined,
              receivedAt: Timestamp.now(),
            },
            context,
          );
          return send(reply, request, answer);
        } catch (error) {
          return sendError(reply, request, context, error);
        }
      },
    });
  }
  docs(app, base, () => openApi(routes));
  answerUnknownPath(app, base, routes);
  return app;
}
