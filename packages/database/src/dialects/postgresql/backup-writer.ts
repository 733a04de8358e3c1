import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { magic } from "../../care/backup/file-kind.ts";
import type { Report } from "../../care/progress.ts";
import type { BackedUp } from "./backup-side.ts";
import { frame, frameTypes, RowSum } from "./backup-frames.ts";
import { copyOut } from "./copy-out.ts";
import { tableSizesOf } from "./table-sizes.ts";

/** Fast: the database is what limits, and the file is a fifth of the rows. */
const compression = { level: 1, chunkSize: 256 * 1024 };

/** Writes every table as of one instant. */
export async function writeBackup(
  store: BackedUp,
  { file, revision, report }: { file: string; revision: string; report: Report },
): Promise<void> {
  await store.client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    const gzip = createGzip(compression);
    const out = createWriteStream(file, { flags: "wx" });
    out.write(magic);
    await pipeline(Readable.from(frames(store, revision, report)), gzip, out);
  } finally {
    await store.client.query("ROLLBACK");
  }
}

async function* frames(store: BackedUp, revision: string, report: Report): AsyncGenerator<Buffer> {
  const tables = await store.tables();
  const sizes = await tableSizesOf(
    store.client,
    tables.map(({ name }) => name),
  );
  const total = sizes.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  yield frame(frameTypes.header, { revision, tables: tables.length });
  for (const { name, columns } of tables) {
    const names = columns.map((column) => column.name);
    yield frame(frameTypes.table, { name, columns: names });
    const list = names.map((column) => `"${column}"`).join(", ");
    const sum = new RowSum();
    for await (const data of copyOut(store.client, `COPY "${name}" (${list}) TO STDOUT`)) {
      sum.add(data);
      report({ what: `Copying ${name}`, done: done + sum.rows, total, unit: "rows" });
      yield frame(frameTypes.rows, data);
    }
    done += sum.rows;
    yield frame(frameTypes.tableEnd, sum.end());
  }
  yield frame(frameTypes.end, {});
}
