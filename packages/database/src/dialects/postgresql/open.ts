import type { Database } from "../../database.ts";
import { openSchema } from "../../migrator/open-schema.ts";
import type { OpenOptions } from "../../options.ts";
import { connectFirst } from "./connect.ts";
import { PostgresqlDatabase } from "./database.ts";
import { PostgresqlMigrationTarget } from "./migration-target.ts";

/** Opens a PostgreSQL database, and makes the schema in one that is empty. */
export async function openPostgresql(url: URL, printable: string, options: OpenOptions = {}): Promise<Database> {
  const { config, client } = await connectFirst(url, printable, options);
  await openSchema(new PostgresqlMigrationTarget(printable, async () => client, options), options);
  return new PostgresqlDatabase(printable, {
    config,
    readers: Math.max(1, options.readers ?? 5),
    writers: Math.max(1, options.writers ?? 10),
    recycleSeconds: options.recycleSeconds ?? 3600,
    poolTimeoutSeconds: options.poolTimeoutSeconds ?? 30,
    keepsStatements: options.keepsStatements ?? true,
  });
}
