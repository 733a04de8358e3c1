import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that came to a {@link HttpRecorder}. */
export interface RecordedRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** An HTTP server that keeps what it is sent. */
export interface HttpRecorder {
  readonly url: string;
  readonly port: number;
  readonly requests: RecordedRequest[];
  /** How it answers from now on. */
  answer(status: number, body?: string, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

export async function httpRecorder(): Promise<HttpRecorder> {
  const requests: RecordedRequest[] = [];
  let next = { status: 200, body: "ok", headers: {} };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      requests.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(next.status, next.headers).end(next.body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    answer(status, body = "", headers = {}) {
      next = { status, body, headers };
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
