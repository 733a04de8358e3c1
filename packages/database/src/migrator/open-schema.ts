import { DatabaseOpenError, MigrationError } from "../errors.ts";
import type { OpenOptions } from "../options.ts";
import { chainOf, headOf } from "./chain.ts";
import { upgrade } from "./migrate.ts";
import { placeOf } from "./standing.ts";
import type { MigrationTarget } from "./target.ts";

/**
 * Makes the schema where there is none, and upgrades one of an older release, unless `migrate` is false.
 * Throws {@link DatabaseOpenError}, and leaves the database as it was, for one that cannot be served.
 */
export async function openSchema(
  target: MigrationTarget,
  { migrate = true, onMigration }: Pick<OpenOptions, "migrate" | "onMigration">,
): Promise<void> {
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

async function requireHead(target: MigrationTarget): Promise<void> {
  const state = await target.state();
  const head = headOf(target.dialect);
  if (placeOf(state, chainOf(target.dialect), target.name) === head.place) return;
  const where = state.revision === null ? "has no schema" : `is at revision ${state.revision}, older than ${head.id}`;
  throw new DatabaseOpenError(
    `${target.name} ${where}: run \`prefect server database upgrade -y\`, or unset PREFECT_SERVER_DATABASE_MIGRATE_ON_START`,
  );
}
