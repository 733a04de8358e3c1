import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const base = "/concurrency_limits";
const post = (path: string, body?: unknown) => server.request("POST", base + path, body);
const byTag = (tag: string) => server.request("GET", `${base}/tag/${tag}`);
const slotsTaken = async (tag: string) =>
  Object((await server.request("GET", `/v2/concurrency_limits/tag:${tag}`)).body).active_slots;
const make = async (tag: string, concurrency_limit: number) =>
  String(Object((await post("/", { tag, concurrency_limit })).body).id);
const run = (n: number) => `4b3a7c2e-8a5a-4a53-a4cb-6a8f6b2a1a${String(n).padStart(2, "0")}`;

test("a tag's limit is made, then set, and is a global limit by another name", async () => {
  const first = await post("/", { tag: "db", concurrency_limit: 1 });
  expect(first).toMatchObject({ status: 201, body: { tag: "db", concurrency_limit: 1, active_slots: [] } });
  const { id } = Object(first.body);
  expect(await post("/", { tag: "db", concurrency_limit: 3 })).toMatchObject({
    status: 200,
    body: { id, concurrency_limit: 3 },
  });
  expect((await server.request("GET", `${base}/${id}`)).body).toEqual((await byTag("db")).body);
  const global = await server.request("GET", "/v2/concurrency_limits/tag:db");
  expect(global.body).toMatchObject({ id, name: "tag:db", limit: 3 });
});

test("a tag that cannot name a limit is refused", async () => {
  expect((await post("/", { tag: "a/b", concurrency_limit: 1 })).status).toBe(422);
});

test("task runs take slots of all their tags or of none, and are listed as holders", async () => {
  const wide = await make("wide", 2);
  await make("narrow", 1);
  const taken = await post("/increment", { names: ["wide", "narrow", "unlimited"], task_run_id: run(1) });
  expect(taken).toMatchObject({ status: 200, body: [{ id: wide, name: "wide", limit: 2 }, { name: "narrow" }] });
  const refused = await post("/increment", { names: ["wide", "narrow"], task_run_id: run(2) });
  expect(refused).toMatchObject({
    status: 423,
    body: { detail: "Concurrency limit for the narrow tag has been reached" },
  });
  expect(refused.headers.get("retry-after")).toBe("10");
  expect((await byTag("wide")).body).toMatchObject({ active_slots: [run(1)] });
  expect(await slotsTaken("wide")).toBe(1);
});

test("what a task run holds is given back once, under the limits' full names", async () => {
  const id = await make("back", 2);
  await post("/increment", { names: ["back"], task_run_id: run(1) });
  await post("/increment", { names: ["back"], task_run_id: run(2) });
  const decrement = { names: ["back"], task_run_id: run(1) };
  expect(await post("/decrement", decrement)).toMatchObject({
    status: 200,
    body: [{ id, name: "tag:back", limit: 2 }],
  });
  await post("/decrement", decrement);
  expect((await byTag("back")).body).toMatchObject({ active_slots: [run(2)] });
  expect(await slotsTaken("back")).toBe(1);
});

test("a limit of zero is refused before anything is taken", async () => {
  await make("some", 1);
  await make("zero", 0);
  await make("another zero", 0);
  expect(await post("/increment", { names: ["some", "zero", "another zero"], task_run_id: run(1) })).toMatchObject({
    status: 423,
    body: { detail: 'The concurrency limit on tag "zero" is 0 and will deadlock if the task tries to run again.' },
  });
  expect(await slotsTaken("some")).toBe(0);
});

test("a reset forgets holders and names others; slots that were taken stay taken", async () => {
  await make("reset", 3);
  await post("/increment", { names: ["reset"], task_run_id: run(1) });
  expect(await post("/tag/reset/reset", { slot_override: [run(2)] })).toMatchObject({ status: 200, body: null });
  expect((await byTag("reset")).body).toMatchObject({ active_slots: [run(2)] });
  expect(await slotsTaken("reset")).toBe(2);
  await post("/tag/reset/reset");
  expect((await byTag("reset")).body).toMatchObject({ active_slots: [] });
  expect((await post("/tag/nobody/reset")).status).toBe(404);
});

test("deleting a limit answers null, then that there is none", async () => {
  const id = await make("gone", 1);
  expect(await server.request("DELETE", `${base}/tag/gone`)).toMatchObject({ status: 200, body: null });
  for (const path of [`/tag/gone`, `/${id}`]) {
    for (const method of ["GET", "DELETE"]) {
      const answer = await server.request(method, base + path);
      expect(answer).toMatchObject({ status: 404, body: { detail: "Concurrency limit not found" } });
    }
  }
});

test("the list has tag limits only, by tag, a page at a time", async () => {
  await server.request("POST", "/v2/concurrency_limits/", { name: "no tag", limit: 1 });
  await make("a1", 1);
  await make("a2", 1);
  const tags = async (body: object) => {
    const { body: limits } = await post("/filter", body);
    return Array.isArray(limits) ? limits.map(({ tag }) => tag) : limits;
  };
  expect(await tags({ limit: 2 })).toEqual(["a1", "a2"]);
  expect(await tags({ limit: 1, offset: 1 })).toEqual(["a2"]);
});
