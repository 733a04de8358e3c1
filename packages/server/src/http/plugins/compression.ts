import type { FastifyReply, FastifyRequest } from "fastify";
import type { Content } from "../reply.ts";

/** Bytes; what is smaller goes out as it is. */
const smallest = 500;

/** The body to send: gzipped where the client takes it and it is worth it. */
export function compress(request: FastifyRequest, reply: FastifyReply, content: Content): string | Buffer {
  if (Buffer.byteLength(content.body) < smallest) return content.body;
  const vary = reply.getHeader("vary");
  reply.header("vary", vary ? `${vary}, Accept-Encoding` : "Accept-Encoding");
  if (!/\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) return content.body;
  reply.header("content-encoding", "gzip");
  return content.gzipped();
}
