import type { FastifyInstance } from "fastify";
import { fastifyPath } from "../app.ts";
import type { Route } from "../route.ts";

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The paths that a route serves, as a regular expression. */
function pathPattern(base: string, route: Route): RegExp {
  const parts = fastifyPath(route)
    .split("/")
    .map((part) => {
      if (!part.startsWith(":")) return literal(part);
      const constraint = /\(\^(.*)\$\)$/.exec(part);
      return constraint ? constraint[1] : "[^/]+";
    });
  return new RegExp(`^${literal(base)}${parts.join("/")}$`);
}

/** 405 for a known path with another method, 307 where only the closing slash is wrong, else 404; as Starlette answers. */
export function answerUnknownPath(app: FastifyInstance, base: string, routes: readonly Route[]): void {
  let patterns: { pattern: RegExp; method: string }[] | undefined;
  const methodsOf = (path: string) => {
    patterns ??= routes.map((route) => ({ pattern: pathPattern(base, route), method: route.method }));
    return patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  };
  app.setNotFoundHandler((request, reply) => {
    const [path = "", query] = request.url.split(/\?(.*)/s);
    const methods = methodsOf(path);
    if (methods.length > 0) {
      return reply.code(405).header("allow", methods.join(", ")).send({ detail: "Method Not Allowed" });
    }
    const twin = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
    if (methodsOf(twin).length > 0) {
      const location = `${request.protocol}://${request.host}${twin}${query === undefined ? "" : `?${query}`}`;
      return reply.code(307).header("location", location).send();
    }
    return reply.code(404).send({ detail: "Not Found" });
  });
}
