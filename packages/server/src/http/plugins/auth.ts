import { createHash, timingSafeEqual } from "node:crypto";
import type { Settings } from "@prefect-ts/settings/settings";
import type { FastifyInstance } from "fastify";
import { textFromBase64 } from "../base64.ts";
import { Reply } from "../reply.ts";
import { send } from "../send.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compares in a time that tells nothing of either text, not even its length. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Whether an Authorization header carries the `user:password` that the server asks for. */
export function isAuthorized(header: string | undefined, authString: string): boolean {
  const [scheme, credentials, ...rest] = (header ?? "").trim().split(/\s+/);
  if (scheme !== "Basic" || credentials === undefined || rest.length > 0) return false;
  const decoded = textFromBase64(credentials);
  return decoded !== undefined && sameSecret(decoded, authString);
}

/** Basic authentication of everything below the API but its probes, where `PREFECT_SERVER_API_AUTH_STRING` is set. */
export function basicAuth(app: FastifyInstance, settings: Settings, base: string): void {
  const authString = settings.get("PREFECT_SERVER_API_AUTH_STRING");
  if (authString === null) return;
  const open = new Set([`${base}/health`, `${base}/ready`]);
  app.addHook("onRequest", async (request, reply) => {
    const [path = ""] = request.url.split("?");
    if (!path.startsWith(`${base}/`)) return;
    if (request.method === "GET" && open.has(path)) return;
    if (isAuthorized(request.headers.authorization, authString.reveal())) return;
    return send(request, reply, new Reply(401, { exception_message: "Unauthorized" }));
  });
}
