import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const create = (body: unknown) => server.request("POST", "/variables/", body);
const valueOf = async (name: string) => (await server.request("GET", `/variables/name/${name}`)).body;

describe("variables", () => {
  test.each([
    ["text", "s"],
    ["number", 1.5],
    ["flag", true],
    ["nothing", null],
    ["object", { a: [1, null] }],
    ["list", [1, "a"]],
  ])("a %s is kept as it was given", async (name, value) => {
    expect(await create({ name, value })).toMatchObject({ status: 201, body: { name, value, tags: [] } });
    expect(await valueOf(name)).toMatchObject({ value });
  });

  test("a name is taken once", async () => {
    await create({ name: "taken", value: 1 });
    expect(await create({ name: "taken", value: 2 })).toMatchObject({
      status: 409,
      body: { detail: "A variable with the name 'taken' already exists." },
    });
  });

  test.each(["Upper", "a b", "é"])("the name %j is refused", async (name) => {
    expect((await create({ name, value: 1 })).status).toBe(422);
  });

  test("a value of more than 5000 bytes is refused", async () => {
    expect((await create({ name: "most", value: "x".repeat(4998) })).status).toBe(201);
    expect((await create({ name: "more", value: "x".repeat(4999) })).status).toBe(422);
  });

  test("an update changes what it names, null among it", async () => {
    await create({ name: "patched", value: 1, tags: ["t"] });
    expect((await server.request("PATCH", "/variables/name/patched", { value: null })).status).toBe(204);
    expect(await valueOf("patched")).toMatchObject({ value: null, tags: ["t"] });
  });

  test("neither name nor tags can be taken away", async () => {
    await create({ name: "whole", value: 1 });
    expect((await server.request("PATCH", "/variables/name/whole", { name: null })).status).toBe(409);
    expect((await server.request("PATCH", "/variables/name/whole", { tags: null })).status).toBe(409);
  });

  test("a deleted one is gone", async () => {
    await create({ name: "gone", value: 1 });
    expect((await server.request("DELETE", "/variables/name/gone")).status).toBe(204);
    expect((await server.request("DELETE", "/variables/name/gone")).status).toBe(404);
    expect((await server.request("GET", "/variables/name/gone")).status).toBe(404);
  });
});
