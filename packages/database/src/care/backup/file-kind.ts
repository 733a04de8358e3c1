import { open } from "node:fs/promises";
import { CareError } from "../../errors.ts";
import type { Dialect } from "../../migrator/chain.ts";

/** How a backup of PostgreSQL begins; that of SQLite is a database. */
export const magic = "prefect-ts postgresql backup 1\n";
const sqliteMagic = "SQLite format 3\0";

/** Whose backup a file is. Throws {@link CareError} for a file that is none, or cannot be read. */
export async function dialectOfBackup(file: string): Promise<Dialect> {
  const head = await headOf(file);
  if (head.startsWith(sqliteMagic)) return "sqlite";
  if (head.startsWith(magic)) return "postgresql";
  throw new CareError(`${file} is not a backup of a Prefect database`);
}

async function headOf(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new CareError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
