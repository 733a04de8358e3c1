import { randomUUID } from "node:crypto";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const line = (flowRun: string, message: string, second: number) => ({
  name: "prefect.flow_runs",
  level: 20,
  message,
  timestamp: `2026-01-31T08:05:${String(second).padStart(2, "0")}Z`,
  flow_run_id: flowRun,
});

describe("logs", () => {
  test("a batch of any size is kept whole and read in the order of time", async () => {
    const flowRun = randomUUID();
    const batch = Array.from({ length: 59 }, (_, second) => line(flowRun, `line ${second}`, second));
    const answer = await server.request("POST", "/logs/", batch.toReversed());
    expect(answer).toMatchObject({ status: 201, body: null });
    const { body } = await server.request("POST", "/logs/filter", { logs: { flow_run_id: { any_: [flowRun] } } });
    expect(body).toMatchObject(batch);
  });

  test("NUL is left out of names and messages", async () => {
    const flowRun = randomUUID();
    await server.request("POST", "/logs/", [{ ...line(flowRun, "a\0b", 0), name: "\0n" }]);
    const { body } = await server.request("POST", "/logs/filter", { logs: { flow_run_id: { any_: [flowRun] } } });
    expect(body).toMatchObject([{ message: "ab", name: "n" }]);
  });

  test("an empty batch is kept as nothing", async () => {
    expect(await server.request("POST", "/logs/", [])).toMatchObject({ status: 201, body: null });
  });

  test("one line that is wrong refuses the whole batch", async () => {
    const flowRun = randomUUID();
    const wrong = { ...line(flowRun, "wrong", 1), level: "high" };
    const answer = await server.request("POST", "/logs/", [line(flowRun, "right", 0), wrong]);
    expect(answer).toMatchObject({ status: 422, body: { exception_detail: [{ loc: ["body", 1, "level"] }] } });
    const { body } = await server.request("POST", "/logs/filter", { logs: { flow_run_id: { any_: [flowRun] } } });
    expect(body).toEqual([]);
  });
});
