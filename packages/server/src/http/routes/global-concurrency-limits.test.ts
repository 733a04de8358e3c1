import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const base = "/v2/concurrency_limits";
const post = (path: string, body?: unknown) => server.request("POST", base + path, body);
const get = async (name: string) => (await server.request("GET", `${base}/${name}`)).body;
const make = async (fields: { name: string; limit: number; [field: string]: unknown }) => {
  const { status, body } = await post("/", fields);
  expect(status).toBe(201);
  return { id: String(Reflect.get(Object(body), "id")), name: fields.name };
};
const minimal = (id: string, name: string, limit: number) => ({ id, name, limit });

test("a new limit is answered whole, a second of its name refused", async () => {
  const { status, body } = await post("/", { name: "whole", limit: 2 });
  expect(status).toBe(201);
  const counts = { active_slots: 0, denied_slots: 0, slot_decay_per_second: 0, avg_slot_occupancy_seconds: 2 };
  expect(body).toMatchObject({ name: "whole", limit: 2, active: true, ...counts });
  expect((await post("/", { name: "whole", limit: 3 })).status).toBe(409);
});

test("a limit is read, changed and deleted by id and by name", async () => {
  const { id } = await make({ name: "keyed", limit: 2 });
  expect(await get("keyed")).toEqual(await get(id));
  expect(await get("keyed")).not.toHaveProperty("denied_slots");
  expect((await server.request("PATCH", `${base}/keyed`, { limit: 7, name: "renamed" })).status).toBe(204);
  expect(await get(id)).toMatchObject({ name: "renamed", limit: 7 });
  expect((await server.request("PATCH", `${base}/${id}`, { limit: null })).status).toBe(409);
  expect((await server.request("DELETE", `${base}/renamed`)).status).toBe(204);
  for (const method of ["GET", "DELETE"]) {
    const answer = await server.request(method, `${base}/${id}`);
    expect(answer).toMatchObject({ status: 404, body: { detail: "Concurrency Limit not found" } });
  }
});

test("slots are taken by name, unknown and inactive ones passed over", async () => {
  const on = await make({ name: "on", limit: 2 });
  const off = await make({ name: "off", limit: 1, active: false, active_slots: 1 });
  const answer = await post("/increment", { names: ["on", "nobody", "off"], slots: 2 });
  expect(answer).toMatchObject({ status: 200, body: [minimal(off.id, "off", 1), minimal(on.id, "on", 2)] });
  expect([await get("on"), await get("off")]).toMatchObject([{ active_slots: 2 }, { active_slots: 1 }]);
  expect(await post("/increment", { names: ["nobody"], slots: 2 })).toMatchObject({ status: 200, body: [] });
});

test("slots that are not there are refused with the time to ask again, and none of the others are taken", async () => {
  await make({ name: "free", limit: 2 });
  await make({ name: "busy", limit: 1, active_slots: 1 });
  const answer = await post("/increment", { names: ["free", "busy"], slots: 1 });
  expect(answer).toMatchObject({ status: 423, body: { detail: "Locked" } });
  const wait = Number(answer.headers.get("retry-after"));
  // Two seconds a slot at first, scattered by less than a third.
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(2 * 1.3);
  expect(await get("free")).toMatchObject({ active_slots: 0 });
});

test("the wait grows with those that were refused, up to the setting", async () => {
  await make({ name: "queue", limit: 1, active_slots: 1, denied_slots: 1000 });
  const wait = Number((await post("/increment", { names: ["queue"], slots: 1 })).headers.get("retry-after"));
  expect(wait).toBeGreaterThan(2 * 1.3);
  expect(wait).toBeLessThanOrEqual(30 * 1.3);
});

test("requests that no limit can meet are 422", async () => {
  await make({ name: "small", limit: 1 });
  const many = await post("/increment", { names: ["small"], slots: 2 });
  expect(many).toMatchObject({ status: 422, body: { detail: "Slots requested is greater than the limit" } });
  const steady = await post("/increment", { names: ["small"], slots: 1, mode: "rate_limit" });
  expect(steady.status).toBe(422);
  expect(steady.body).toMatchObject({ detail: expect.stringContaining("do not have a decay configured: 'small'") });
  for (const duration of [59, 86_401]) {
    const leased = await post("/increment-with-lease", { names: ["small"], slots: 1, lease_duration: duration });
    expect(leased.status).toBe(422);
  }
});

test("a lease holds its slots until it is given back, and giving it back twice does nothing", async () => {
  const { id } = await make({ name: "leased", limit: 1 });
  const taken = await post("/increment-with-lease", { names: ["leased"], slots: 1 });
  expect(taken).toMatchObject({ status: 200, body: { limits: [minimal(id, "leased", 1)] } });
  const { lease_id } = Object(taken.body);
  expect((await post("/increment-with-lease", { names: ["leased"], slots: 1 })).status).toBe(423);
  expect((await post(`/leases/${lease_id}/renew`, { lease_duration: 60 })).status).toBe(204);
  expect((await post("/decrement-with-lease", { lease_id })).status).toBe(204);
  expect(await post("/increment", { names: ["leased"], slots: 1 })).toMatchObject({ status: 200 });
  expect((await post("/decrement-with-lease", { lease_id })).status).toBe(204);
  expect(await get("leased")).toMatchObject({ active_slots: 1 });
  expect(await post(`/leases/${lease_id}/renew`)).toMatchObject({
    status: 410,
    body: { detail: "Lease not found - it may have expired or been revoked" },
  });
});

test("clients that come together never hold more slots than there are", async () => {
  await make({ name: "crowd", limit: 5 });
  const ask = () => post("/increment-with-lease", { names: ["crowd"], slots: 1 });
  const answers = await Promise.all(Array.from({ length: 30 }, ask));
  const leases = answers.flatMap(({ status, body }) => (status === 200 ? [Object(body).lease_id] : []));
  expect(leases).toHaveLength(5);
  // Each lease is given back twice at the same time; its slot comes free once.
  await Promise.all([...leases, ...leases].map((lease_id) => post("/decrement-with-lease", { lease_id })));
  expect(await get("crowd")).toMatchObject({ active_slots: 0 });
});

test("limits are listed by name, a page at a time", async () => {
  await make({ name: "aa", limit: 1 });
  await make({ name: "ab", limit: 1 });
  const names = (body: unknown) => Array.isArray(body) && body.map(({ name }) => name);
  expect(names((await post("/filter", { limit: 1 })).body)).toEqual(["aa"]);
  expect(names((await post("/filter", { limit: 1, offset: 1 })).body)).toEqual(["ab"]);
});
