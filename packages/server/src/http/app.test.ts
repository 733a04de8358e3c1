import { rawRequest } from "@prefect-ts/testing/raw-request";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { testDialect } from "@prefect-ts/testing/test-database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const uuid = "11111111-1111-4111-8111-111111111111";
let server: TestServer;
let origin: string;

beforeAll(async () => {
  server = await testServer();
  origin = new URL(server.url).origin;
});
afterAll(() => server.close());

const notFound = { detail: "Not Found" };
const notAllowed = { detail: "Method Not Allowed" };

describe("paths", () => {
  test.each([
    ["GET", "/flows", "/api/flows/"],
    ["POST", "/flows", "/api/flows/"],
    ["POST", "/flows?x=1&y=%20", "/api/flows/?x=1&y=%20"],
    ["GET", "/flows?", "/api/flows/"],
    ["POST", "/flows/filter/", "/api/flows/filter"],
    ["GET", "/health/", "/api/health"],
    ["POST", "/events/", "/api/events"],
    ["GET", "/csrf-token/", "/api/csrf-token"],
  ])("%s %s is answered at its other slash", async (method, path, location) => {
    const answer = await server.request(method, path);
    expect([answer.status, answer.headers.get("location"), answer.body]).toEqual([307, origin + location, undefined]);
  });

  test("a proxy on this machine tells that the client came over TLS; whose name the client asked for counts", async () => {
    const redirect = (headers: string) =>
      rawRequest(server.url, `GET /api/flows HTTP/1.1\r\n${headers}\r\n\r\n`).then(
        (text) => /location: (.*)\r/.exec(text)?.[1],
      );
    expect(await redirect("Host: prefect.example\r\nX-Forwarded-Proto: https")).toBe(
      "https://prefect.example/api/flows/",
    );
    expect(await redirect("Host: evil/example")).toBe(`${origin}/api/flows/`);
  });

  test.each([
    ["GET", "/flows//"],
    ["GET", "/nothing"],
    ["POST", "/nothing/"],
    ["GET", "/flows/name/"],
    ["GET", "/flows/x"],
    ["GET", `/flows/{${uuid}}`],
    ["GET", `/flows/${uuid}%20`],
    ["DELETE", "/flow_runs/1111-1111"],
    ["GET", "//health"],
    ["GET", "/HEALTH"],
  ])("%s %s is no path of the API", async (method, path) => {
    expect(await server.request(method, path)).toMatchObject({ status: 404, body: notFound });
  });

  test.each([
    ["GET", "/flows/", "POST"],
    ["POST", "/health", "GET"],
    ["PUT", `/flows/${uuid}`, "PATCH, GET, DELETE"],
    ["PUT", "/%66lows/filter", "POST"],
    ["OPTIONS", "/flows/filter", "POST"],
    ["PURGE", "/work_pools/x", "GET, PATCH, DELETE"],
    ["GET", "/work_pools/", "POST"],
    ["POST", "/docs", "GET, HEAD"],
  ])("%s %s is not allowed, and the answer says what is", async (method, path, allow) => {
    const answer = await server.request(method, path);
    expect([answer.status, answer.body, answer.headers.get("allow")]).toEqual([405, notAllowed, allow]);
  });

  test.each([
    `/flows/${uuid}`,
    `/flows/${uuid.replaceAll("-", "")}`,
    `/flows/%31${uuid.slice(1)}`,
    "/flows/name/%",
    "/flows/name/%zz",
    "/flows/name/%ff",
    "/flows/name/a%2Fb",
    `/flows/name/${"x".repeat(30_000)}`,
  ])("%s is the path of a flow that is not there", async (path) => {
    expect(await server.request("GET", path)).toMatchObject({ status: 404, body: { detail: "Flow not found" } });
  });

  test("a name with a NUL character is no flow's, and one that PostgreSQL cannot look for", async () => {
    const expected = { sqlite: 404, postgresql: 422 }[testDialect];
    expect(await server.request("GET", "/flows/name/%00")).toMatchObject({ status: expected });
  });

  test("a name comes out of the path as it went in", async () => {
    for (const name of ["a b", "ä€", "a+b", "a?b#c", "a;b=c", "..."]) {
      await server.request("POST", "/flows/", { name });
      expect(await server.request("GET", `/flows/name/${encodeURIComponent(name)}`)).toMatchObject({ body: { name } });
    }
  });

  test("a lease's id that is no UUID is invalid, not unknown", async () => {
    const renew = (id: string) =>
      server.request("POST", `/v2/concurrency_limits/leases/${id}/renew`, { lease_duration: 60 });
    expect(await renew("x")).toMatchObject({
      status: 422,
      body: { exception_detail: [{ type: "uuid_parsing", loc: ["path", "lease_id"], input: "x" }] },
    });
    expect((await renew(uuid)).status).toBe(410);
    expect((await renew(`{${uuid}}`)).status).toBe(410);
  });
});

describe("queries", () => {
  test("a parameter that is missing has no input", async () => {
    expect(await server.request("GET", "/flow_run_states/?FLOW_RUN_ID=1")).toMatchObject({
      status: 422,
      body: {
        exception_detail: [{ type: "missing", loc: ["query", "flow_run_id"], msg: "Field required", input: null }],
        request_body: null,
      },
    });
  });

  test("of several values the last counts; what is not known is ignored", async () => {
    const states = (query: string) => server.request("GET", `/flow_run_states/?${query}`);
    expect((await states(`flow_run_id=x&flow_run_id=${uuid}&other=1`)).status).toBe(200);
    expect(await states(`flow_run_id=${uuid}&flow_run_id=x`)).toMatchObject({
      status: 422,
      body: { exception_detail: [{ type: "uuid_parsing", input: "x" }] },
    });
  });
});

describe("bodies", () => {
  const send = (path: string, contentType: string | undefined, body: string) =>
    rawRequest(
      server.url,
      `POST /api${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${contentType === undefined ? "" : `Content-Type: ${contentType}\r\n`}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ).then((text) => ({ status: Number(text.slice(9, 12)), body: text.slice(text.indexOf("\r\n\r\n") + 4) }));

  test.each([
    undefined,
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-16",
    "APPLICATION/JSON",
    "application/vnd.api+json",
    "application/+json",
    'application/ld+json; profile="x"',
  ])("content type %s is JSON", async (contentType) => {
    expect(await send("/flows/filter", contentType, '{"limit":-1}')).toMatchObject({ status: 422 });
    expect(await send("/flows/", contentType, '{"name":"by content type"}')).toMatchObject({
      status: expect.toSatisfy((status) => status === 201 || status === 200),
    });
  });

  test.each([
    "",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json, text/plain",
    "application/jsonx",
    "application/json-patch",
    "text/json",
    "json",
    "application",
    "*/*",
  ])("content type %j is not: the body is text, and has no fields", async (contentType) => {
    expect(await send("/flows/filter", contentType, '{"limit":-1}')).toMatchObject({ status: 200 });
    const { status, body } = await send("/flows/", contentType, '{"name":"a"}');
    expect([status, JSON.parse(body)]).toMatchObject([
      422,
      {
        exception_detail: [{ type: "model_attributes_type", loc: ["body"], input: '{"name":"a"}' }],
        request_body: '{"name":"a"}',
      },
    ]);
  });

  test.each(["", "null"])("%j is no body", async (body) => {
    expect((await send("/flows/filter", "application/json", body)).status).toBe(200);
    const missing = await send("/flows/", "application/json", body);
    expect(JSON.parse(missing.body)).toEqual({
      exception_message: "Invalid request received.",
      exception_detail: [{ type: "missing", loc: ["body"], msg: "Field required", input: null }],
      request_body: null,
    });
  });

  test.each(["[]", '"x"', "3", "true"])("%s lacks every field, the limit first", async (body) => {
    const answer = await send("/flows/filter", "application/json", body);
    const fields = JSON.parse(answer.body).exception_detail.map(({ loc }: { loc: string[] }) => loc[1]);
    expect([answer.status, fields.slice(0, 3)]).toEqual([422, ["limit", "offset", "flows"]]);
  });

  test.each([
    ["{", 1, "Expecting property name enclosed in double quotes"],
    ['{"name":', 8, "Expecting value"],
    ["{} x", 3, "Extra data"],
    ["{'name':1}", 1, "Expecting property name enclosed in double quotes"],
    ["   ", 3, "Expecting value"],
  ])("%j is not JSON", async (body, position, error) => {
    const answer = await send("/flows/", "application/json", body);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      422,
      { exception_detail: [{ type: "json_invalid", loc: ["body", position], ctx: { error } }], request_body: body },
    ]);
  });

  test("bytes that are not UTF-8, and depth without end, cannot be parsed", async () => {
    const invalid = await server.request("POST", "/flows/", "[".repeat(100_000));
    expect(invalid.status).toBeGreaterThanOrEqual(400);
    expect(invalid.status).toBeLessThan(500);
    const request = Buffer.concat([
      Buffer.from(
        "POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n",
      ),
      Buffer.from('{"name":"\xff"}', "latin1"),
    ]);
    expect(await rawRequest(server.url, request)).toMatch(/^HTTP\/1.1 400 .*There was an error parsing the body/s);
  });

  test("a body that comes in chunks, or after 100-continue, is read", async () => {
    const head = "POST /api/flows/filter HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    const chunked = await rawRequest(
      server.url,
      `${head}Transfer-Encoding: chunked\r\n\r\nc\r\n{"limit":-1}\r\n0\r\n\r\n`,
    );
    expect(chunked).toMatch(/^HTTP\/1.1 422/);
    const continued = await rawRequest(
      server.url,
      `${head}Content-Length: 12\r\nExpect: 100-continue\r\n\r\n{"limit":-1}`,
    );
    expect(continued).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 422/);
  });
});

describe("answers", () => {
  test("JSON goes out as application/json", async () => {
    for (const path of ["/health", "/nothing", "/flow_run_states/"]) {
      expect((await server.request("GET", path)).headers.get("content-type")).toBe("application/json");
    }
  });

  test.each([
    ["gzip", true],
    ["deflate, gzip;q=1.0, *;q=0.5", true],
    ["br", false],
    ["identity", false],
  ])("a large answer to Accept-Encoding: %s", async (encoding, isZipped) => {
    const answer = await server.request("GET", "/admin/settings", undefined, { "accept-encoding": encoding });
    expect(answer.headers.get("content-encoding")).toBe(isZipped ? "gzip" : null);
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
    expect(answer.body).toMatchObject({ server: {} });
  });

  test("five hundred bytes are the smallest that are zipped", async () => {
    const sizeOf = async (name: string, encoding: string) => {
      const { headers } = await server.request("POST", "/flows/", { nam: name }, { "accept-encoding": encoding });
      return { length: Number(headers.get("content-length")), isZipped: headers.has("content-encoding") };
    };
    const { length: overhead } = await sizeOf("", "identity");
    // The text is in the answer three times: in the input of two errors, and in the request's body.
    const fitting = Math.ceil((500 - overhead) / 3);
    expect(await sizeOf("x".repeat(fitting - 1), "gzip")).toMatchObject({ isZipped: false });
    expect(await sizeOf("x".repeat(fitting), "gzip")).toMatchObject({ isZipped: true });
    expect(await sizeOf("é".repeat(Math.ceil(fitting / 2)), "gzip")).toMatchObject({ isZipped: true });
  });
});

describe("API versions", () => {
  const ask = (version: string, path = "/hello") =>
    server.request("GET", path, undefined, { "x-prefect-api-version": version });

  test.each(["0.8.0", "0.8.4", "1.0.0", "", "0. 8 .1", "+0.8.1", "00.08.00", "0_0.8.1"])(
    "%j is served",
    async (version) => {
      expect((await ask(version)).status).toBe(200);
    },
  );

  test.each(["0.7.9", "-1.0.0", "0.8.-1"])("%s is too old", async (version) => {
    expect(await ask(version)).toMatchObject({
      status: 400,
      body: {
        detail: `The request specified API version ${version} but this server requires version 0.8.0 or higher.`,
      },
    });
  });

  test.each(["0.8", "0.8.0.1", "x", "0.8.0a", "1e3.0.0", "_1.0.0", "0..8"])("%s is none", async (version) => {
    expect(await ask(version)).toMatchObject({
      status: 400,
      body: {
        detail: `Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received ${version}`,
      },
    });
  });

  test("probes and the version itself are for every client", async () => {
    expect((await ask("0.1.0", "/health")).body).toBe(true);
    expect((await ask("0.1.0", "/version")).status).toBe(200);
    expect((await ask("0.1.0", "/ready")).status).toBe(400);
  });

  test("JSON is parsed before the version is looked at, and checked after it", async () => {
    const old = { "x-prefect-api-version": "0.1.0" };
    expect((await server.request("POST", "/flows/", "{", old)).status).toBe(422);
    expect((await server.request("POST", "/flows/", "{}", old)).status).toBe(400);
  });
});

describe("what is not HTTP", () => {
  test.each([
    "GARBAGE\r\n\r\n",
    "GET\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "GET /api/health HTTP/1.1\r\nHost x\r\n\r\n",
    "GET /api/health HTTP/1.1\r\nHost: x\r\nX Bad: y\r\n\r\n",
    "FOO /api/health HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /api/health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "POST /api/flows/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ])("%j is answered 400, and others are served on", async (bytes) => {
    const answer = await rawRequest(server.url, Buffer.from(bytes, "latin1"));
    expect(answer).toMatch(/^HTTP\/1.1 400 .*Connection: close.*\{"detail":"Invalid HTTP request"\}$/s);
    expect((await server.request("GET", "/health")).body).toBe(true);
  });

  test("CONNECT, and a connection that breaks in the middle, end nothing but themselves", async () => {
    expect(await rawRequest(server.url, "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n")).toBe("");
    await rawRequest(server.url, 'POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"na', 50);
    expect((await server.request("GET", "/health")).body).toBe(true);
  });

  test("headers may be long, up to a bound", async () => {
    const ask = (length: number) =>
      rawRequest(server.url, `GET /api/health HTTP/1.1\r\nHost: x\r\nX-Long: ${"y".repeat(length)}\r\n\r\n`);
    expect(await ask(60_000)).toMatch(/^HTTP\/1.1 200/);
    expect(await ask(70_000)).toMatch(/^HTTP\/1.1 431/);
  });

  test("an upgrade to anything but a websocket is not taken", async () => {
    const upgrade = "GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n";
    expect(await rawRequest(server.url, upgrade)).toMatch(/^HTTP\/1.1 200/);
  });
});
