import type { IncomingMessage } from "node:http";
import { type Connect, connect, type ConnectOptions } from "./connect.ts";

// An `import` reads all that the module has, its WebSocket too, which loads 14 MB of fetch.
const { request: httpRequest } = process.getBuiltinModule("node:http");

/** An HTTP request to another server. */
export interface OutboundRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface OutboundResponse {
  status: number;
  headers: Record<string, string>;
  /** The first part of it, where it is long. */
  body: string;
}

export interface OutboundOptions extends ConnectOptions {
  /** How often a redirection is followed. */
  redirects: number;
  /** Milliseconds for all of it. */
  timeoutMs: number;
}

/** Bytes of an answer that are read. */
const largestBody = 100_000;

/** A request that got no answer; the message tells nothing of the URL, which may be a secret. */
export class OutboundError extends Error {
  override name = "OutboundError";
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return "the request failed";
  if (error.name === "ForbiddenHostError" || error instanceof OutboundError) return error.message;
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no answer in time";
  const code = "code" in error ? String(error.code) : "";
  const reasons: Record<string, string> = {
    ECONNREFUSED: "the connection was refused",
    ECONNRESET: "the connection was closed",
    ENOTFOUND: "the host name is not known",
    EAI_AGAIN: "the host name could not be looked up",
    ERR_INVALID_URL: "the URL is not valid",
    ERR_INVALID_CHAR: "a header has characters that it may not have",
  };
  return reasons[code] ?? `the request failed${code === "" ? "" : ` (${code})`}`;
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= largestBody) {
      response.destroy();
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, largestBody).toString();
}

function parseUrl(text: string, base?: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw new OutboundError("the URL is not valid: only http and https are");
}

/** Sends requests, and follows redirections, each of which is checked as the first one was. */
export class OutboundClient {
  private readonly connect: Connect;

  constructor(open: Connect = connect) {
    this.connect = open;
  }

  /** Throws OutboundError where there is no answer; an answer that tells of a failure is one. */
  async send(request: OutboundRequest, options: OutboundOptions): Promise<OutboundResponse> {
    try {
      const signal = AbortSignal.timeout(options.timeoutMs);
      return await this.follow(request, parseUrl(request.url), options, signal);
    } catch (error) {
      throw new OutboundError(describe(error), { cause: error });
    }
  }

  private async follow(
    request: OutboundRequest,
    url: URL,
    options: OutboundOptions,
    signal: AbortSignal,
  ): Promise<OutboundResponse> {
    const response = await this.sendOnce(request, url, options, signal);
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (status < 300 || status >= 400 || location === undefined || options.redirects === 0) {
      const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
      return { status, headers: Object.fromEntries(headers), body: await readBody(response) };
    }
    response.destroy();
    const next = parseUrl(location, url.href);
    const redirected = redirectedRequest(request, status, next.host !== url.host);
    return await this.follow(redirected, next, { ...options, redirects: options.redirects - 1 }, signal);
  }

  private sendOnce(
    { method, headers, body }: OutboundRequest,
    url: URL,
    options: OutboundOptions,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { username, password } = url;
      const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
      const outgoing = httpRequest({
        method,
        path: url.pathname + url.search,
        headers: {
          host: url.host,
          ...(username !== "" && { authorization: `Basic ${credentials.toString("base64")}` }),
          ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
          ...headers,
        },
        createConnection: () => this.connect(url, options),
        signal,
      });
      outgoing.on("response", resolve);
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }
}

/** What a request becomes on its way to another place; its body stays only where the method has to. */
function redirectedRequest(request: OutboundRequest, status: number, isElsewhere: boolean): OutboundRequest {
  const keepsMethod = status === 307 || status === 308;
  const dropped = [
    ...(isElsewhere ? ["authorization", "cookie"] : []),
    ...(keepsMethod ? [] : ["content-type", "content-length"]),
  ];
  const headers = Object.entries(request.headers).filter(([name]) => !dropped.includes(name.toLowerCase()));
  const kept = { ...request, headers: Object.fromEntries(headers) };
  if (keepsMethod) return kept;
  const { body: _body, ...rest } = kept;
  return { ...rest, method: request.method === "HEAD" ? "HEAD" : "GET" };
}
