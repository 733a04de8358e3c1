import type { FastifyRequest } from "fastify";
import { Content, Reply } from "./reply.ts";
import { SharedAnswers } from "./shared-answers.ts";

/** Bytes; longer bodies are made for one occasion. */
const longestBody = 10_000;
/** What an answer may depend on besides path, query and body. */
const headersThatMatter = ["host", "x-forwarded-proto", "content-type", "x-prefect-api-version"] as const;

/** What two requests that are the same have in common; undefined where that is too much to compare. */
function keyOf({ method, url, headers, body }: FastifyRequest): string | undefined {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  if (bytes.length > longestBody) return undefined;
  return JSON.stringify([method, url, ...headersThatMatter.map((name) => headers[name]), bytes.toString("latin1")]);
}

/** Answers of routes that are `shared`: found, written and zipped once for all who sent the same request meanwhile. */
export class SharedRequests {
  private readonly answers = new SharedAnswers<Reply>();

  serve(request: FastifyRequest, work: () => Promise<Reply>): Promise<Reply> {
    const key = keyOf(request);
    return key === undefined ? work() : this.answers.ask(key, async () => written(await work()));
  }
}

const written = ({ status, body, headers }: Reply) =>
  new Reply(status, (body instanceof Content ? body : Content.json(body)).inBytes(), headers);
