import type { FastifyReply, FastifyRequest } from "fastify";
import { compress } from "./plugins/compression.ts";
import { PlainText, type Reply } from "./reply.ts";

const asItIs = (text: string) => text;

/** Sends an answer; JSON goes out as `application/json` without a charset, as the reference writes it. */
export function send(request: FastifyRequest, reply: FastifyReply, answer: Reply): FastifyReply {
  reply.code(answer.status).headers(answer.headers);
  if (answer.status === 204) return reply.send();
  const isText = answer.body instanceof PlainText;
  const text = isText ? answer.body.text : (JSON.stringify(answer.body) ?? "null");
  reply.header("content-type", isText ? answer.body.contentType : "application/json");
  // Without a serializer of its own, Fastify would add a charset.
  return reply.serializer(asItIs).send(compress(request, reply, text));
}
