import { DatabaseOpenError } from "../errors.ts";
import type { Chain } from "./chain.ts";
import type { DatabaseState } from "./target.ts";

/** The oldest database that the chain can take on is of the release that brought this table. */
const tableOfTheFirstRevision = "artifact_collection";

/**
 * The place in the chain at which a database is; 0 for one without a schema.
 * Throws {@link DatabaseOpenError} for one that is not Prefect's, or of a release that the chain does not know.
 */
export function placeOf({ hasVersionTable, revision, tables }: DatabaseState, chain: Chain, name: string): number {
  if (!hasVersionTable && tables.length > 0) {
    throw new DatabaseOpenError(`${name} is a database, but not Prefect's: move it away, or name another`);
  }
  if (revision === null) {
    if (tables.length === 0) return 0;
    throw new DatabaseOpenError(
      `${name} has tables but no revision: restore a backup, move it away, or say which it is at with \`prefect server database stamp\``,
    );
  }
  const place = chain.find(({ id }) => id === revision)?.place;
  if (place !== undefined) return place;
  const isOlder = tables.includes("flow") && !tables.includes(tableOfTheFirstRevision);
  throw new DatabaseOpenError(
    isOlder
      ? `${name} is at revision ${revision}, of a release before Prefect 2.9: upgrade it first with Prefect 3.8's \`prefect server database upgrade -y\``
      : `${name} is at revision ${revision}, which this release does not know: it was made by a newer release, so upgrade this server`,
  );
}
