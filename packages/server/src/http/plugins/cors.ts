import type { Settings } from "@prefect-ts/settings/settings";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Content, Reply } from "../reply.ts";
import { send } from "../send.ts";

const everyMethod = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
/** What browsers let pages send without asking. */
const safeHeaders = ["Accept", "Accept-Language", "Content-Language", "Content-Type"];

const listed = (value: string) => value.split(",").map((item) => item.trim());

interface Rules {
  origins: readonly string[] | "any";
  methods: readonly string[];
  headers: readonly string[] | "any";
}

function rulesOf(settings: Settings): Rules {
  const origins = listed(settings.get("PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"));
  const methods = listed(settings.get("PREFECT_SERVER_API_CORS_ALLOWED_METHODS"));
  const headers = listed(settings.get("PREFECT_SERVER_API_CORS_ALLOWED_HEADERS"));
  return {
    origins: origins.includes("*") ? "any" : origins,
    methods: methods.includes("*") ? everyMethod : methods,
    headers: headers.includes("*") ? "any" : [...new Set([...safeHeaders, ...headers])].sort(),
  };
}

const allows = (list: readonly string[] | "any", item: string) => list === "any" || list.includes(item);

/** The answer to a browser that asks whether a page may send a request. */
function preflight({ headers: asked }: FastifyRequest, { origins, methods, headers }: Rules): Reply {
  const { origin = "", "access-control-request-headers": wanted } = asked;
  const allowed = headers === "any" ? headers : headers.map((name) => name.toLowerCase());
  const refused = [
    !allows(origins, origin) && "origin",
    !methods.includes(asked["access-control-request-method"] ?? "") && "method",
    wanted !== undefined && !listed(wanted).every((name) => allows(allowed, name.toLowerCase())) && "headers",
    asked["access-control-request-private-network"] !== undefined && "private-network",
  ].filter((part) => part !== false);
  const allowedHeaders = headers === "any" ? wanted : headers.join(", ");
  return new Reply(
    refused.length > 0 ? 400 : 200,
    new Content(refused.length > 0 ? `Disallowed CORS ${refused.join(", ")}` : "OK"),
    {
      ...(origins !== "any" && { vary: "Origin" }),
      "access-control-allow-methods": methods.join(", "),
      "access-control-max-age": "600",
      ...(allowedHeaders !== undefined && { "access-control-allow-headers": allowedHeaders }),
    },
  );
}

/** Cross-origin requests, as the `PREFECT_SERVER_API_CORS_ALLOWED_*` settings allow them: all of them by default. */
export function cors(app: FastifyInstance, settings: Settings): void {
  const rules = rulesOf(settings);
  app.addHook("onRequest", (request, reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined) return done();
    if (rules.origins === "any") reply.header("access-control-allow-origin", "*");
    else if (rules.origins.includes(origin)) {
      reply.header("access-control-allow-origin", origin).header("vary", "Origin");
    }
    if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) return done();
    send(request, reply, preflight(request, rules));
  });
}
