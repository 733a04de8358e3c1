import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cluster } from "@prefect-ts/testing/postgresql/cluster";
import { downloadPrograms, installedPrograms } from "@prefect-ts/testing/postgresql/programs";

/** What is fetched where no PostgreSQL is installed. */
const fetchedVersion = "18.4.0-beta.17";

export interface OwnPostgresql {
  cluster: Cluster;
  /** Stops it; its folder stays where something is to be looked for in it. */
  end(options: { isKept: boolean }): Promise<void>;
}

/** A PostgreSQL server of its own, of the release that is installed: it may be stopped without harm to anybody. */
export async function ownPostgresql(): Promise<OwnPostgresql> {
  const folder = mkdtempSync(join(tmpdir(), "prefect-ts-postgresql-"));
  const cluster = await Cluster.create(folder, installedPrograms() ?? downloadPrograms(folder, fetchedVersion));
  return {
    cluster,
    async end({ isKept }) {
      await cluster.stop("fast");
      if (isKept) console.error(`The database is in ${folder}`);
      else rmSync(folder, { recursive: true, force: true });
    },
  };
}
