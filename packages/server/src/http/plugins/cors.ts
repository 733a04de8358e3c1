import type { Settings } from "@prefect-ts/settings/settings";
import type { FastifyInstance } from "fastify";

const allMethods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
const listed = (value: string) => value.split(",").map((item) => item.trim());

/** Cross-origin requests, as the `PREFECT_SERVER_API_CORS_ALLOWED_*` settings allow them: all of them by default. */
export function cors(app: FastifyInstance, settings: Settings): void {
  const origins = listed(settings.get("PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"));
  const methods = listed(settings.get("PREFECT_SERVER_API_CORS_ALLOWED_METHODS"));
  const headers = listed(settings.get("PREFECT_SERVER_API_CORS_ALLOWED_HEADERS"));
  const anyOrigin = origins.includes("*");
  const allowed = (origin: string) => anyOrigin || origins.includes(origin);

  app.addHook("onRequest", async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined) return;
    if (allowed(origin)) reply.header("access-control-allow-origin", anyOrigin ? "*" : origin);
    if (!anyOrigin) reply.header("vary", "Origin");
    const asked = request.headers["access-control-request-method"];
    if (request.method !== "OPTIONS" || asked === undefined) return;
    const wantedHeaders = request.headers["access-control-request-headers"] ?? "";
    reply
      .header("access-control-allow-methods", methods.includes("*") ? allMethods : methods.join(", "))
      .header("access-control-max-age", "600")
      .header("vary", "Origin");
    if (wantedHeaders || !headers.includes("*")) {
      reply.header("access-control-allow-headers", headers.includes("*") ? wantedHeaders : headers.join(", "));
    }
    const refused = [
      !allowed(origin) && "origin",
      !methods.includes("*") && !methods.includes(asked) && "method",
      !headers.includes("*") && !listed(wantedHeaders).every((h) => h === "" || headers.includes(h)) && "headers",
    ].filter((part) => part !== false);
    return refused.length > 0
      ? reply
          .code(400)
          .type("text/plain; charset=utf-8")
          .send(`Disallowed CORS ${refused.join(", ")}`)
      : reply.code(200).type("text/plain; charset=utf-8").send("OK");
  });
}
