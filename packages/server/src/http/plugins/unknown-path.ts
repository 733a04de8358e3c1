import type { FastifyInstance, FastifyRequest } from "fastify";
import { fastifyPath } from "../app.ts";
import { Reply } from "../reply.ts";
import type { Route } from "../route.ts";
import { send } from "../send.ts";
import { docsPaths } from "./docs.ts";

type Served = { pattern: RegExp; methods: readonly string[] };

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

/** Where the client reached us. A proxy on this machine may say that it did so over TLS. */
function originOf(request: FastifyRequest): string {
  const { localAddress, localPort, remoteAddress } = request.socket;
  const forwarded = remoteAddress === "127.0.0.1" ? request.headers["x-forwarded-proto"] : undefined;
  const protocol = forwarded === "https" ? "https" : request.protocol;
  const host = /^[\w.:[\]-]+$/.test(request.host) ? request.host : `${localAddress}:${localPort}`;
  return `${protocol}://${host}`;
}

/** 405 for a known path with another method, 307 where only the closing slash is wrong, else 404; as Starlette answers. */
export function answerUnknownPath(app: FastifyInstance, base: string, routes: readonly Route[]): void {
  let served: Served[] | undefined;
  const methodsOf = (path: string) => {
    served ??= [
      ...routes.map((route) => ({ pattern: pathPattern(base, route), methods: [route.method] })),
      { pattern: new RegExp(`^(${docsPaths(base).map(literal).join("|")})$`), methods: ["GET", "HEAD"] },
    ];
    return served.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
  };
  app.setNotFoundHandler((request, reply) => {
    const [path = "", query] = request.url.split(/\?(.*)/s);
    const methods = methodsOf(path);
    if (methods.length > 0) {
      return send(request, reply, new Reply(405, { detail: "Method Not Allowed" }, { allow: methods.join(", ") }));
    }
    const twin = path.endsWith("/") ? path.replace(/\/+$/, "") : `${path}/`;
    if (methodsOf(twin).length > 0) {
      const location = `${originOf(request)}${twin}${query ? `?${query}` : ""}`;
      return reply.code(307).header("location", location).send();
    }
    return send(request, reply, new Reply(404, { detail: "Not Found" }));
  });
}
