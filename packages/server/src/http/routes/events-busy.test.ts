import { openDatabase } from "@prefect-ts/database/open";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ PREFECT_SERVER_DATABASE_TIMEOUT: "1" });
});
afterAll(() => server.close());

test("events that the database does not take in time are answered 503, and kept once it does", async () => {
  const other = await openDatabase(server.databaseUrl);
  const event = {
    id: "00000000-0000-4000-8000-000000000001",
    occurred: new Date().toISOString(),
    event: "something.happened",
    resource: { "prefect.resource.id": "a.thing" },
  };
  const refused = await other.write(async ({ db, dialect }) => {
    if (dialect.name === "postgresql") await sql`lock table events in access exclusive mode`.execute(db);
    return await server.request("POST", "/events", [event]);
  });
  await other.close();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect((await server.request("POST", "/events", [event])).status).toBe(204);
  expect((await server.request("POST", "/events/filter", {})).body).toMatchObject({ total: 1 });
});
