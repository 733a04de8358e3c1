import { DatabaseOpenError, MigrationError } from "../../errors.ts";
import { chainOf, headOf, readScript } from "../../migrator/chain.ts";
import { type Progress, upgrade } from "../../migrator/migrate.ts";
import { placeOf } from "../../migrator/standing.ts";
import { SqliteMigrationTarget } from "./migration-target.ts";

export interface SchemaOptions {
  /** Whether an older schema, or none, is taken to head; else it is refused. */
  migrate: boolean;
  onMigration?: (progress: Progress) => void;
}

/**
 * Makes the schema where there is none, and upgrades one of an older release.
 * Throws {@link DatabaseOpenError}, and leaves the file as it was, for one that cannot be served.
 */
export async function openSchema(file: string, { migrate, onMigration }: SchemaOptions): Promise<void> {
  const target = new SqliteMigrationTarget(file);
  try {
    if (!migrate) await requireHead(target);
    await upgrade(target, { revision: "head", ...(onMigration && { onStep: onMigration }) });
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new DatabaseOpenError(error.message, { cause: error });
  } finally {
    await target.close();
  }
}

async function requireHead(target: SqliteMigrationTarget): Promise<void> {
  const state = await target.state();
  const head = headOf("sqlite");
  if (placeOf(state, chainOf("sqlite"), target.name) === head.place) return;
  const where = state.revision === null ? "has no schema" : `is at revision ${state.revision}, older than ${head.id}`;
  throw new DatabaseOpenError(
    `${target.name} ${where}: run \`prefect server database upgrade -y\`, or unset PREFECT_SERVER_DATABASE_MIGRATE_ON_START`,
  );
}

/** The schema at head, for an empty database. */
export const schemaScript = (): string =>
  `${readScript("sqlite", "head")}${readScript("sqlite", "own-tables")}INSERT INTO alembic_version VALUES ('${headOf("sqlite").id}');`;
