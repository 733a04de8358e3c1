import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** The answer that each connection was asked for last. */
const asked = new WeakMap<Socket, ServerResponse>();

/**
 * Requests that a client sends without waiting are served one after another: the next one begins when the answer before
 * it has left. A client that does not read keeps one answer in memory, not as many as it asks for.
 */
export function oneAtATime(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { socket } = request.raw;
    const before = asked.get(socket);
    asked.set(socket, reply.raw);
    if (!before || before.writableFinished || before.closed) done();
    else before.once("close", () => done());
  });
}
