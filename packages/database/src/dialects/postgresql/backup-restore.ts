import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Report } from "../../care/progress.ts";
import { CareError } from "../../errors.ts";
import { chainOf, placeOfId } from "../../migrator/chain.ts";
import { planned } from "../../migrator/plan.ts";
import type { Script } from "../../migrator/script.ts";
import { readBackup } from "./backup-reader.ts";
import { dropIndexes } from "./index-statements.ts";
import { runScript } from "./migration-target.ts";
import { dropSchema, inTransaction, writeRevision } from "./schema.ts";

/** How long a server that uses the tables is waited for. */
const lockTimeout = "10s";

/** Replaces the schema and all rows, in one transaction. */
export async function restoreBackup(
  client: pg.Client,
  { file, revision, report }: { file: string; revision: string; report: Report },
): Promise<void> {
  await client.query(
    "SELECT set_config('lock_timeout', $1, false), set_config('maintenance_work_mem', '256MB', false)",
    [lockTimeout],
  );
  try {
    await inTransaction(client, async () => {
      await dropSchema(client);
      await makeSchema(client, revision);
      const statements = await dropIndexes(client);
      await loadRows(client, file, report);
      for (const [done, statement] of statements.entries()) {
        report({ what: "Making indexes", done, total: statements.length, unit: "indexes" });
        await client.query(statement);
      }
      await writeRevision(client, revision);
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "55P03")) throw error;
    throw new CareError("The database is in use: stop the servers, then restore again", { cause: error });
  }
  await client.query("ANALYZE");
}

async function makeSchema(client: pg.Client, revision: string): Promise<void> {
  const goal = placeOfId("postgresql", revision) ?? 0;
  for (const { script } of planned("postgresql", chainOf("postgresql"), 0, goal)) {
    await runScript(client, withinTransaction(script));
  }
}

/** Nothing is built beside others in a transaction, and the tables are empty. */
const withinTransaction = ({ steps }: Script): Script => ({
  steps: steps.map((step) => ("sql" in step ? { sql: step.sql.replace(/ CONCURRENTLY\b/i, "") } : step)),
  transactional: true,
});

async function loadRows(client: pg.Client, file: string, report: Report): Promise<void> {
  let done = 0;
  await readBackup(file, {
    async onTable({ name, columns }, rows) {
      const list = columns.map(quoted).join(", ");
      await client.query(`DELETE FROM ${quoted(name)}`);
      await pipeline(
        Readable.from(
          counted(rows, (bytes) => {
            done += bytes;
            report({ what: `Restoring ${name}`, done, total: null, unit: "bytes" });
          }),
        ),
        client.query(copyFrom(`COPY ${quoted(name)} (${list}) FROM STDIN`)),
      );
    },
  });
}

async function* counted(chunks: AsyncIterable<Buffer>, count: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    count(chunk.length);
    yield chunk;
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
