import { rawRequest } from "@prefect-ts/testing/raw-request";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;
const headersOf = (headers: Headers) => ({
  origin: headers.get("access-control-allow-origin"),
  methods: headers.get("access-control-allow-methods"),
  headers: headers.get("access-control-allow-headers"),
  age: headers.get("access-control-max-age"),
  vary: headers.get("vary"),
});
/** `fetch` keeps some headers to itself; a socket does not. */
async function ask(server: TestServer, method: string, path: string, headers: Record<string, string>) {
  const lines = Object.entries({ host: "x", connection: "close", ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const answer = await rawRequest(server.url, `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const fields = head
    .split("\r\n")
    .slice(1)
    .map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]);
  return { status: Number(head.slice(9, 12)), body, ...headersOf(new Headers(fields)) };
}

const preflight = (method: string, wanted?: string, origin = "http://a.example") => ({
  origin,
  "access-control-request-method": method,
  ...(wanted !== undefined && { "access-control-request-headers": wanted }),
});

describe("cross-origin requests, as they are by default", () => {
  const all = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer();
  });
  afterAll(() => server.close());

  test.each(["/api/health", "/api/nothing", "/api/flows", "/openapi.json"])(
    "every origin may read %s",
    async (path) => {
      for (const origin of ["http://a.example", "null", ""]) {
        expect(await ask(server, "GET", path, { origin })).toMatchObject({ origin: "*" });
      }
      expect(await ask(server, "GET", path, {})).toMatchObject({ origin: null });
    },
  );

  test("every method and header may be asked for", async () => {
    expect(await ask(server, "OPTIONS", "/api/flows/", preflight("PATCH", "x-a, content-type"))).toEqual({
      status: 200,
      body: "OK",
      origin: "*",
      methods: all,
      headers: "x-a, content-type",
      age: "600",
      vary: null,
    });
    expect(await ask(server, "OPTIONS", "/nothing", preflight("GET"))).toMatchObject({ status: 200, headers: null });
  });

  test.each(["FOO", "get", ""])("%j is no method", async (method) => {
    const answer = await ask(server, "OPTIONS", "/api/flows/", preflight(method));
    expect(answer).toMatchObject({ status: 400, body: "Disallowed CORS method" });
  });
});

describe("cross-origin requests with settings", () => {
  const headers = "Accept, Accept-Language, Content-Language, Content-Type, x-allowed";
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer({
      PREFECT_SERVER_CORS_ALLOWED_ORIGINS: "http://a.example,http://c.example",
      PREFECT_SERVER_CORS_ALLOWED_METHODS: "GET,POST",
      PREFECT_SERVER_CORS_ALLOWED_HEADERS: "x-allowed",
    });
  });
  afterAll(() => server.close());

  test("only the named origins may read", async () => {
    const read = (origin: string) => ask(server, "GET", "/api/health", { origin });
    expect(await read("http://c.example")).toMatchObject({ origin: "http://c.example", vary: "Origin" });
    for (const other of ["http://b.example", "http://a.example:80", "HTTP://a.example", "null", ""]) {
      expect(await read(other)).toMatchObject({ status: 200, origin: null, vary: null });
    }
  });

  test.each([
    ["POST", "X-Allowed, Content-Type", "http://a.example", 200, "OK"],
    ["GET", undefined, "http://a.example", 200, "OK"],
    ["PATCH", "accept,x-other", "http://b.example", 400, "Disallowed CORS origin, method, headers"],
    ["GET", "x-other", "http://a.example", 400, "Disallowed CORS headers"],
    ["GET", "", "http://a.example", 400, "Disallowed CORS headers"],
  ])("%s with headers %s from %s", async (method, wanted, origin, status, body) => {
    expect(await ask(server, "OPTIONS", "/api/flows/", preflight(method, wanted, origin))).toEqual({
      status,
      body,
      origin: origin === "http://a.example" ? origin : null,
      methods: "GET, POST",
      headers,
      age: "600",
      vary: "Origin",
    });
  });

  test("pages of the public network may not reach into a private one", async () => {
    const asked = { ...preflight("GET"), "access-control-request-private-network": "true" };
    expect(await ask(server, "OPTIONS", "/api/flows/", asked)).toMatchObject({
      status: 400,
      body: "Disallowed CORS private-network",
    });
  });
});

describe("basic authentication", () => {
  const right = basic("us:pä:x");
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer({ PREFECT_SERVER_API_AUTH_STRING: "us:pä:x" });
  });
  afterAll(() => server.close());

  const unauthorized = '{"exception_message":"Unauthorized"}';

  test.each([
    ["GET", "/api/version"],
    ["HEAD", "/api/health"],
    ["GET", "/api/health/"],
    ["POST", "/api/ready"],
    ["OPTIONS", "/api/flows/"],
    ["GET", "/api/flows"],
    ["GET", "/api/nothing"],
    ["GET", "/api/docs"],
    ["GET", "/api/openapi.json"],
    ["GET", "/%61pi/admin/version"],
    ["GET", "/api/variables/name/health"],
    ["DELETE", "/api/flows/11111111-1111-4111-8111-111111111111"],
  ])("%s %s is for those who know the password", async (method, path) => {
    expect(await ask(server, method, path, {})).toMatchObject({
      status: 401,
      body: method === "HEAD" ? "" : unauthorized,
    });
    expect((await ask(server, method, path, { authorization: right })).status).not.toBe(401);
  });

  test.each([
    ["GET", "/api/health", 200],
    ["GET", "/api/ready", 200],
    ["GET", "/api/%68ealth", 200],
    ["GET", "/openapi.json", 200],
    ["GET", "/docs", 200],
    ["GET", "//api/admin/version", 404],
    ["GET", "/api%2Fadmin/version", 404],
    ["GET", "/api", 404],
  ])("%s %s is open", async (method, path, status) => {
    expect((await ask(server, method, path, {})).status).toBe(status);
  });

  test.each([
    basic("us:pä"),
    basic("us:pä:xx"),
    basic(""),
    "Basic",
    `${right} x`,
    right.replace("Basic", "basic"),
    right.slice(6),
    "Bearer x",
    "Basic !!!!",
  ])("%s is not the password", async (authorization) => {
    expect((await ask(server, "GET", "/api/version", { authorization })).status).toBe(401);
  });

  test("a browser may ask without a password whether it may ask with one, and read why not", async () => {
    const asked = preflight("GET", "authorization");
    expect((await ask(server, "OPTIONS", "/api/flows/", asked)).status).toBe(200);
    expect(await ask(server, "GET", "/api/version", { origin: "http://a.example" })).toMatchObject({
      status: 401,
      origin: "*",
    });
  });
});

describe("CSRF protection", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer({ PREFECT_SERVER_CSRF_PROTECTION_ENABLED: "true" });
  });
  afterAll(() => server.close());

  const refusal = (detail: string) => ({ status: 403, body: { detail } });

  test("a write needs a token and the client that it was given to", async () => {
    const { body } = await server.request("GET", "/csrf-token?client=me");
    const { token } = Object(body);
    const create = (headers: Record<string, string>) => server.request("POST", "/flows/filter", {}, headers);
    expect(await create({})).toMatchObject(refusal("Missing CSRF token."));
    expect(await create({ "prefect-csrf-token": token })).toMatchObject(refusal("Missing client identifier."));
    for (const [csrfToken, client] of [
      ["x", "me"],
      [token, "you"],
      ["", ""],
    ]) {
      const answer = await create({ "prefect-csrf-token": csrfToken, "prefect-csrf-client": client });
      expect(answer).toMatchObject(refusal("Invalid CSRF token or client identifier."));
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    }
    expect((await create({ "prefect-csrf-token": token, "prefect-csrf-client": "me" })).status).toBe(200);
  });

  test("reading needs none, writing to no path does", async () => {
    expect((await server.request("GET", "/health")).status).toBe(200);
    expect((await server.request("DELETE", "/nothing")).status).toBe(403);
  });

  test("it is asked for before the password", async () => {
    const locked = await testServer({
      PREFECT_SERVER_CSRF_PROTECTION_ENABLED: "true",
      PREFECT_SERVER_API_AUTH_STRING: "a:b",
    });
    expect((await locked.request("POST", "/flows/filter")).status).toBe(403);
    expect((await locked.request("GET", "/csrf-token?client=me")).status).toBe(401);
    await locked.close();
  });
});
