import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { unescape } from "node:querystring";

/** Bytes of a request's line and headers; what the reference takes as well. */
export const largestHead = 64 * 1024;
/** How long a request may take to arrive whole. */
export const requestTimeoutMs = 300_000;

const answers: Record<string, readonly [status: string, detail: string]> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", `A request's headers may hold ${largestHead} bytes`],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "The request did not arrive in time"],
};
const malformed = ["400 Bad Request", "Invalid HTTP request"] as const;

/** Answers what is not HTTP, and closes its connection. */
export function answerMalformed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const [status, detail] = answers[error.code ?? ""] ?? malformed;
  const body = JSON.stringify({ detail });
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }
  socket.destroySoon();
}

/** A path whose escapes can be decoded: a stray `%` stands for itself, bytes that are not UTF-8 become U+FFFD. */
export function readableUrl({ url = "/" }: Pick<IncomingMessage, "url">): string {
  if (!url.includes("%")) return url;
  const [path = "", query] = url.split(/\?(.*)/s);
  const segments = path.split("/").map((segment) => encodeURIComponent(unescape(segment)));
  return query === undefined ? segments.join("/") : `${segments.join("/")}?${query}`;
}
