import type { FastifyInstance } from "fastify";
import { Content, Reply } from "../reply.ts";
import { send } from "../send.ts";
import { docsPage } from "./docs-page.ts";

const prefixes = (base: string) => [...new Set(["", base])];

/** The paths that {@link docs} serves. */
export const docsPaths = (base: string): string[] =>
  prefixes(base).flatMap((prefix) => [`${prefix}/openapi.json`, `${prefix}/docs`]);

/** `/docs` shows the API, and `/openapi.json` describes it to programs; both below the API's base path too. */
export function docs(app: FastifyInstance, base: string, document: () => Record<string, unknown>): void {
  let written: Content | undefined;
  const json = () => {
    written ??= Content.json(document());
    return written;
  };
  const method = ["GET", "HEAD"];
  for (const prefix of prefixes(base)) {
    const page = new Content(docsPage(`${prefix}/openapi.json`), "text/html; charset=utf-8");
    app.route({
      method,
      url: `${prefix}/openapi.json`,
      handler: async (request, reply) => send(request, reply, new Reply(200, json())),
    });
    app.route({
      method,
      url: `${prefix}/docs`,
      handler: async (request, reply) => send(request, reply, new Reply(200, page)),
    });
  }
}
