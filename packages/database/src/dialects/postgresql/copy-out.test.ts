import { testDatabase } from "@prefect-ts/testing/test-database";
import pg from "pg";
import { expect, test } from "vitest";
import { copyOut } from "./copy-out.ts";

test("a connection takes another query after a reader of COPY has stopped early", async () => {
  const { url, drop } = await testDatabase("");
  const client = new pg.Client(url);
  await client.connect();
  try {
    for await (const data of copyOut(client, "COPY (SELECT generate_series(1, 1000000)) TO STDOUT")) {
      expect(data.subarray(0, 2).toString()).toBe("1\n");
      break;
    }
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  } finally {
    await client.end();
    await drop();
  }
});
