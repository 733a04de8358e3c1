import { type AddressInfo, connect as connectTcp, createServer } from "node:net";
import { type HttpRecorder, httpRecorder } from "@prefect-ts/testing/http-recorder";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect } from "./connect.ts";
import { OutboundClient } from "./request.ts";

let recorder: HttpRecorder;
beforeAll(async () => {
  recorder = await httpRecorder();
});
afterAll(() => recorder.close());
beforeEach(() => {
  recorder.requests.length = 0;
  recorder.answer(200, "ok");
});

const options = { allowPrivate: true, verify: true, redirects: 0, timeoutMs: 5000 };
const client = new OutboundClient();
const get = (url: string) => ({ method: "GET", url, headers: {} });

test("a request goes out as it is, and its answer comes back", async () => {
  recorder.answer(418, "tea", { "x-kind": "pot" });
  const request = { method: "PUT", url: `${recorder.url}/a?b=c`, headers: { "x-token": "t" }, body: "é" };
  expect(await client.send(request, options)).toMatchObject({ status: 418, body: "tea", headers: { "x-kind": "pot" } });
  const headers = { host: `127.0.0.1:${recorder.port}`, "x-token": "t", "content-length": "2" };
  expect(recorder.requests).toMatchObject([{ method: "PUT", path: "/a?b=c", body: "é", headers }]);
});

test("credentials in a URL are sent", async () => {
  await client.send(get(recorder.url.replace("http://", "http://user:p%40ss@")), options);
  expect(recorder.requests[0]?.headers["authorization"]).toBe(`Basic ${Buffer.from("user:p@ss").toString("base64")}`);
});

describe("a private address is refused", () => {
  const strict = { ...options, allowPrivate: false };

  test.each(["http://127.0.0.1", "http://[::1]", "http://localhost", "http://[::ffff:127.0.0.1]", "http://2130706433"])(
    "%s, before anything is sent",
    async (url) => {
      await expect(client.send(get(`${url}:${recorder.port}/`), strict)).rejects.toThrow("the address is private");
      expect(recorder.requests).toEqual([]);
    },
  );

  test("behind a redirection too", async () => {
    recorder.answer(302, "", { location: `http://127.0.0.1:${recorder.port}/inner` });
    // The first address counts as public, the one it leads to does not.
    const first = new OutboundClient((url, given) =>
      url.hostname === "public.example" ? connectTcp({ host: "127.0.0.1", port: recorder.port }) : connect(url, given),
    );
    const sent = first.send(get("http://public.example/outer"), { ...strict, redirects: 5 });
    await expect(sent).rejects.toThrow("the address is private");
    expect(recorder.requests.map(({ path }) => path)).toEqual(["/outer"]);
  });
});

describe("a redirection", () => {
  test("is followed as often as asked, and answered as it is past that", async () => {
    recorder.answer(302, "", { location: "/again" });
    expect(await client.send(get(`${recorder.url}/`), { ...options, redirects: 2 })).toMatchObject({ status: 302 });
    expect(recorder.requests.map(({ path }) => path)).toEqual(["/", "/again", "/again"]);
  });

  test("takes no secrets elsewhere, and a body only where the method stays", async () => {
    const other = await httpRecorder();
    const headers = { authorization: "secret", cookie: "secret", "content-type": "text/plain" };
    const post = { method: "POST", url: recorder.url, headers, body: "body" };
    recorder.answer(307, "", { location: other.url });
    await client.send(post, { ...options, redirects: 1 });
    recorder.answer(303, "", { location: other.url });
    await client.send(post, { ...options, redirects: 1 });
    expect(other.requests).toMatchObject([
      { method: "POST", body: "body" },
      { method: "GET", body: "" },
    ]);
    for (const request of other.requests) {
      expect(request.headers).not.toHaveProperty("authorization");
      expect(request.headers).not.toHaveProperty("cookie");
    }
    await other.close();
  });
});

describe("what goes wrong is told without the URL", () => {
  test.each([
    ["ftp://x/secret", "the URL is not valid"],
    ["not a url", "the URL is not valid"],
    ["http://127.0.0.1:1/secret", "the connection was refused"],
    ["http://secret.invalid/", /the host name (?:is not known|could not be looked up)/],
  ])("%s", async (url, message) => {
    const failure = await client.send(get(url), options).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(Object(failure).message).toMatch(message);
    expect(Object(failure).message).not.toContain("secret");
  });

  test("a server that does not answer", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const sent = client.send(get(`http://127.0.0.1:${port}/`), { ...options, timeoutMs: 50 });
    await expect(sent).rejects.toThrow("no answer in time");
    silent.close();
  });
});
