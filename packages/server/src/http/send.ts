import type { FastifyReply, FastifyRequest } from "fastify";
import { compress } from "./plugins/compression.ts";
import { Content, type Reply } from "./reply.ts";

const asItIs = (text: string) => text;

/** Sends an answer; what is no {@link Content} goes out as JSON. */
export function send(request: FastifyRequest, reply: FastifyReply, answer: Reply): FastifyReply {
  reply.code(answer.status).headers(answer.headers);
  if (answer.status === 204) return reply.send();
  const content = answer.body instanceof Content ? answer.body : Content.json(answer.body);
  reply.header("content-type", content.type);
  // Without a serializer of its own, Fastify would add a charset.
  return reply.serializer(asItIs).send(compress(request, reply, content));
}
