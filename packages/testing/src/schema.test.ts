import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openDatabase } from "@prefect-ts/database/open";
import { schemaFacts } from "@prefect-ts/testing/schema-facts";
import { temporaryHome } from "@prefect-ts/testing/server-process";
import { expect, test } from "vitest";

/** Read by {@link schemaFacts} from a database that the reference made. */
const recorded = (): unknown =>
  JSON.parse(readFileSync(new URL("./schema-facts.fixture.json", import.meta.url), "utf8"));

test("a new database has every table, column, key and index of the reference's, and no other", async () => {
  const { home, remove } = temporaryHome();
  const file = join(home, "new.db");
  await (await openDatabase(`sqlite+aiosqlite:///${file}`)).close();
  const db = new DatabaseSync(file, { readOnly: true });
  expect(schemaFacts(db)).toEqual(recorded());
  db.close();
  remove();
});
