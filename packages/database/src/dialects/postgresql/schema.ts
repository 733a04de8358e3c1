import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { DatabaseOpenError } from "../../errors.ts";

const script = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../migrations/postgresql/${name}.sql`, import.meta.url)), "utf8");

/** Held while the schema is made, so that of servers that start together one makes it. */
const schemaLock = 0x7072_6566;

const head = "d4a7e1c93f52";

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function revisionOf(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ known: boolean }>("select to_regclass('alembic_version') is not null as known");
  if (rows[0]?.known !== true) return null;
  const answer = await client.query<{ version_num: string }>("select version_num from alembic_version");
  return answer.rows[0]?.version_num ?? null;
}

/** Makes the schema in an empty database. Throws {@link DatabaseOpenError} for one of another release. */
export async function openSchema(client: pg.Client, printable: string): Promise<void> {
  await inTransaction(client, async () => {
    await client.query("select pg_advisory_xact_lock($1)", [schemaLock]);
    const revision = await revisionOf(client);
    if (revision === null) await client.query(script("head"));
    else if (revision !== head) {
      throw new DatabaseOpenError(`${printable} is at revision ${revision}, and this release serves ${head}`);
    }
    await client.query(script("own-tables"));
  });
}
