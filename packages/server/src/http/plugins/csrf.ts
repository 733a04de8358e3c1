import type { FastifyInstance } from "fastify";
import type { ServerContext } from "../../context.ts";
import { readCsrfToken } from "../../models/csrf-tokens.ts";
import { Reply } from "../reply.ts";
import { send } from "../send.ts";
import { sameSecret } from "./auth.ts";

const protectedMethods = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Writes need the token that `/csrf-token` gave the same client, where CSRF protection is on. */
export function csrf(app: FastifyInstance, context: ServerContext): void {
  if (!context.settings.get("PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED")) return;
  app.addHook("onRequest", async (request, reply) => {
    if (!protectedMethods.has(request.method)) return;
    const refuse = (detail: string, headers = {}) => send(request, reply, new Reply(403, { detail }, headers));
    const token = request.headers["prefect-csrf-token"];
    const client = request.headers["prefect-csrf-client"];
    if (typeof token !== "string") return refuse("Missing CSRF token.");
    if (typeof client !== "string") return refuse("Missing client identifier.");
    const known = await context.read((session) => readCsrfToken(session, client));
    if (!known || !sameSecret(known.token, token)) {
      return refuse("Invalid CSRF token or client identifier.", { "access-control-allow-origin": "*" });
    }
  });
}
