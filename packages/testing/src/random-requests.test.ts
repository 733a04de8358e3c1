import { routes } from "@prefect-ts/server/http/routes/index";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RandomRequest, randomRequests } from "./random-requests.ts";
import { type TestServer, testServer } from "./server.ts";

/** `RANDOM_REQUESTS=100000 npm test` for the long run. */
const count = Number(process.env["RANDOM_REQUESTS"] ?? 3000);
const lanes = 20;

let server: TestServer;
const ids: string[] = [];

beforeAll(async () => {
  server = await testServer();
  const idOf = (answer: { body: unknown }) => String(Reflect.get(Object(answer.body), "id"));
  const flow = idOf(await server.request("POST", "/flows/", { name: "a" }));
  const run = idOf(await server.request("POST", "/flow_runs/", { flow_id: flow, state: { type: "RUNNING" } }));
  const task = { flow_run_id: run, task_key: "a", dynamic_key: "a", state: { type: "RUNNING" } };
  ids.push(flow, run, idOf(await server.request("POST", "/task_runs/", task)));
});

afterAll(() => server.close());

/** A server may close a kept connection just as a request goes out on it: then the request goes out again. */
async function send(request: RandomRequest, tries = 3): Promise<Response> {
  try {
    return await sendOnce(request);
  } catch (error) {
    if (tries === 1) throw new Error(`no answer to ${JSON.stringify(request).slice(0, 500)}`, { cause: error });
    return await send(request, tries - 1);
  }
}

async function sendOnce({ method, path, headers, body }: RandomRequest): Promise<Response> {
  const hasBody = method !== "GET" && body !== undefined;
  const response = await fetch(server.url + path, {
    method,
    headers,
    redirect: "manual",
    ...(hasBody && { body: typeof body === "string" ? body : new Uint8Array(body) }),
  });
  await response.arrayBuffer();
  return response;
}

test("no request, however wrong, is answered with a 500 or ends the server", async () => {
  const requests = fc.sample(randomRequests(routes, ids), { numRuns: count, seed: 20260101 });
  const failures: string[] = [];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let request = requests.pop(); request; request = requests.pop()) {
        const response = await send(request);
        if (response.status >= 500) failures.push(`${response.status} ${JSON.stringify(request).slice(0, 500)}`);
      }
    }),
  );
  expect(failures).toEqual([]);
  expect((await server.request("GET", "/health")).body).toBe(true);
}, 1_800_000);
