import { createServer } from "node:http";

/** Answers to GET by path, as JSON; anything else is 404. */
export type Answers = Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>;

/** A server on a free port that gives fixed answers. */
export async function serve(answers: Answers): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ""];
    response.writeHead(answer === undefined ? 404 : (answer.status ?? 200), { "content-type": "application/json" });
    response.end(JSON.stringify(answer?.body ?? null));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The URL of a port of this machine where nothing listens. */
export async function unusedUrl(): Promise<string> {
  await using server = await serve({});
  return server.url;
}
