import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cluster } from "./cluster.ts";
import { downloadPrograms } from "./programs.ts";

const usualVersion = "18.4.0-beta.17";

export interface EmbeddedServer {
  url: string;
  stop(): Promise<void>;
}

/** Fetches a release of PostgreSQL, by its version on npm, and starts a server of its own that is gone when it stops. */
export async function startEmbedded(version = usualVersion): Promise<EmbeddedServer> {
  const folder = mkdtempSync(join(tmpdir(), "prefect-ts-postgresql-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const cluster = await Cluster.create(folder, downloadPrograms(folder, version));
    return {
      url: cluster.url,
      async stop() {
        await cluster.stop("fast");
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
