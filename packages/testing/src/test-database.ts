import { join } from "node:path";
import { borrowDatabase } from "./postgresql/borrowed.ts";
import type { TestDatabase } from "./postgresql/databases.ts";

/** The dialect that this run of the tests is on. */
export const testDialect = process.env["PREFECT_TEST_DIALECT"] === "postgresql" ? "postgresql" : "sqlite";

/** A new database at head on that dialect; SQLite's is a file in `home`. */
export async function testDatabase(home: string): Promise<TestDatabase> {
  if (testDialect === "sqlite") {
    return { url: `sqlite+aiosqlite:///${join(home, "prefect.db")}`, drop: async () => {} };
  }
  return await borrowDatabase(process.env["PREFECT_TEST_SERVER"] ?? "", process.env["PREFECT_TEST_TEMPLATE"] ?? "");
}
