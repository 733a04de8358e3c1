import type { Database } from "../../database.ts";
import type { OpenOptions } from "../../options.ts";
import { connectFirst } from "./connect.ts";
import { PostgresqlDatabase } from "./database.ts";
import { openSchema } from "./schema.ts";

/** Opens a PostgreSQL database, and makes the schema in one that is empty. */
export async function openPostgresql(url: URL, printable: string, options: OpenOptions = {}): Promise<Database> {
  const { config, client } = await connectFirst(url, printable, options);
  try {
    await openSchema(client, printable);
  } finally {
    await client.end();
  }
  return new PostgresqlDatabase(printable, {
    config,
    readers: Math.max(1, options.readers ?? 5),
    writers: Math.max(1, options.writers ?? 10),
    recycleSeconds: options.recycleSeconds ?? 3600,
    poolTimeoutSeconds: options.poolTimeoutSeconds ?? 30,
    keepsStatements: options.keepsStatements ?? true,
  });
}
