import fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Reply } from "./reply.ts";
import { acceptAnyBody } from "./request-body.ts";
import { send } from "./send.ts";
import { SharedRequests } from "./shared-requests.ts";

let app: FastifyInstance;
let url: string;
/** Lets the work that has begun end. */
let finish: () => void;
let arrived: number;
let begun: number;

beforeEach(async () => {
  const shared = new SharedRequests();
  let waiting: (() => void)[] = [];
  arrived = 0;
  begun = 0;
  finish = () => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  app = fastify();
  acceptAnyBody(app);
  app.post("/runs", async (request, reply) => {
    arrived++;
    const answer = await shared.serve(request, async () => {
      const n = ++begun;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return new Reply(200, { n, runs: "x".repeat(1000) });
    });
    return send(request, reply, answer);
  });
  url = await app.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(() => app.close());

interface Asked {
  query?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** Sends requests one after another, each once the one before has come in, and answers which run each was answered by. */
async function runsOf(...asked: Asked[]): Promise<number[]> {
  const answers: Promise<number>[] = [];
  for (const { query = "", body = "{}", headers } of asked) {
    const answer = fetch(`${url}/runs${query}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
    answers.push(answer.then(async (response) => Number(Reflect.get(Object(await response.json()), "n"))));
    await expect.poll(() => arrived).toBe(answers.length);
  }
  const finishing = setInterval(finish, 20);
  try {
    return await Promise.all(answers);
  } finally {
    clearInterval(finishing);
  }
}

test("who sends what is being worked on shares the next answer, zipped or not", async () => {
  expect(await runsOf({}, {}, { headers: { "accept-encoding": "identity" } }, {})).toEqual([1, 2, 2, 2]);
});

test.each<[string, Asked]>([
  ["query", { query: "?page=2" }],
  ["body", { body: '{"limit":1}' }],
  ["content type", { headers: { "content-type": "text/plain" } }],
  ["API version", { headers: { "x-prefect-api-version": "0.8.4" } }],
  ["protocol before a proxy", { headers: { "x-forwarded-proto": "https" } }],
])("another %s is another request", async (_, other) => {
  expect(await runsOf({}, other)).toEqual([1, 2]);
  expect(begun).toBe(2);
});

test("long bodies are not compared", async () => {
  const body = JSON.stringify("x".repeat(20_000));
  await runsOf({ body }, { body }, { body });
  expect(begun).toBe(3);
});
