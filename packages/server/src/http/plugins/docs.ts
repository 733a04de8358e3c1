import type { FastifyInstance } from "fastify";
import { docsPage } from "./docs-page.ts";

/** `/docs` shows the API, and `/openapi.json` describes it to programs; both below the API's base path too. */
export function docs(app: FastifyInstance, base: string, document: () => Record<string, unknown>): void {
  let written: string | undefined;
  const json = () => {
    written ??= JSON.stringify(document());
    return written;
  };
  for (const prefix of ["", base]) {
    app.get(`${prefix}/openapi.json`, (_request, reply) => reply.type("application/json").send(json()));
    app.get(`${prefix}/docs`, (_request, reply) =>
      reply.type("text/html; charset=utf-8").send(docsPage(`${base}/openapi.json`)),
    );
  }
}
