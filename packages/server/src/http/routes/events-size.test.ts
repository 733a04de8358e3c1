import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const event = (characters: number, id: string) => ({
  id: `00000000-0000-4000-8000-00000000000${id}`,
  occurred: new Date().toISOString(),
  event: "something.happened",
  resource: { "prefect.resource.id": "a.thing" },
  payload: { text: "x".repeat(characters) },
});

const known = async () => Reflect.get(Object((await server.request("POST", "/events/filter", {})).body), "total");

test("an event over a mebibyte is refused, and so is what came with it", async () => {
  const answer = await server.request("POST", "/events", [event(10, "1"), event(1024 * 1024, "2")]);
  expect(answer.status).toBe(413);
  expect(await known()).toBe(0);
});

test("a batch over a mebibyte of smaller events is taken", async () => {
  const answer = await server.request("POST", "/events", [event(600_000, "3"), event(600_000, "4")]);
  expect(answer.status).toBe(204);
  expect(await known()).toBe(2);
});
