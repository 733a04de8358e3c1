import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { chainOf } from "@prefect-ts/database/migrator/chain";
import { downgrade, upgrade } from "@prefect-ts/database/migrator/migrate";
import { openTarget } from "@prefect-ts/database/migrator/open-target";
import { openDatabase } from "@prefect-ts/database/open";
import { schemaFacts } from "@prefect-ts/testing/schema-facts";
import { schemaHistory } from "@prefect-ts/testing/schema-history";
import { temporaryHome } from "@prefect-ts/testing/server-process";
import { afterEach, beforeEach, expect, test } from "vitest";

let file: string;
let remove: () => void;
beforeEach(() => {
  const { home, remove: removeHome } = temporaryHome();
  file = join(home, "prefect.db");
  remove = removeHome;
});
afterEach(() => remove());

const recorded = schemaHistory();

function facts(): { revision: unknown; facts: string[] } {
  const db = new DatabaseSync(file, { readOnly: true });
  const version = db.prepare("SELECT version_num FROM alembic_version").get();
  const found = schemaFacts(db);
  db.close();
  return { revision: version?.["version_num"] ?? null, facts: found };
}

async function migrate(direction: typeof upgrade, revision: string): Promise<void> {
  const { target } = await openTarget(`sqlite+aiosqlite:///${file}`);
  await direction(target, { revision });
  await target.close();
}

test("the chain is the reference's", () => {
  expect(chainOf("sqlite").map(({ id }) => id)).toEqual(recorded.map(({ revision }) => revision));
});

test("a new database has every table, column, key and index of the reference's, and no other", async () => {
  await (await openDatabase(`sqlite+aiosqlite:///${file}`)).close();
  const last = recorded.at(-1);
  expect(facts()).toEqual({ revision: last?.revision, facts: last?.upgraded });
});

test("every revision upwards, and downwards again, leaves the schema that the reference's leaves", async () => {
  for (const { revision, upgraded } of recorded) {
    await migrate(upgrade, revision);
    expect(facts()).toEqual({ revision, facts: upgraded });
  }
  for (const { revision, downgraded } of recorded.toReversed().slice(1)) {
    await migrate(downgrade, revision);
    expect(facts()).toEqual({ revision, facts: downgraded });
  }
  await migrate(downgrade, "base");
  const version = [
    "alembic_version: constraint alembic_version_pkc",
    "alembic_version: version_num varchar(32), not null, key 1",
  ];
  expect(facts()).toEqual({
    revision: null,
    facts: [version[0], "alembic_version: index unique (primary key) (version_num)", version[1]],
  });
});

test("a database that went back to the first revision comes forward to the schema of a new one", async () => {
  await migrate(upgrade, "head");
  await migrate(downgrade, recorded[0]?.revision ?? "");
  await migrate(upgrade, "head");
  expect(facts().facts).toEqual(recorded.at(-1)?.upgraded);
});

test("each downgrade takes back what its own upgrade did, and the upgrade goes again", async () => {
  for (const [place, { revision }] of recorded.entries()) {
    await migrate(upgrade, revision);
    await migrate(downgrade, "-1");
    expect(facts().revision).toBe(recorded[place - 1]?.revision ?? null);
    await migrate(upgrade, revision);
    expect(facts().revision).toBe(revision);
  }
  expect(facts().facts).toEqual(recorded.at(-1)?.upgraded);
});
