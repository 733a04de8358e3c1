import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { chainOf, headOf } from "../migrator/chain.ts";
import type { OpenedStore, Store, TableSize } from "./store.ts";

/** How long rows are kept, in seconds. */
export interface Retention {
  readonly flowRuns: number;
  readonly events: number;
}

export interface DatabaseStatus {
  readonly dialect: Store["dialect"];
  readonly version: string;
  /** The connection URL with its password masked. */
  readonly location: string;
  readonly revision: string | null;
  readonly head: string;
  /** The revisions that an upgrade would run. */
  readonly pending: readonly string[];
  readonly bytes: number;
  readonly tables: readonly TableSize[];
  /** When the first and the last flow run were made. */
  readonly oldestRun: string | null;
  readonly newestRun: string | null;
  /** What is older than it is to be kept. */
  readonly expired: { readonly flowRuns: number; readonly events: number };
}

/** Tells how a database is. On a million task runs it takes about a second. */
export async function readStatus(
  { store, place, revision }: OpenedStore,
  retention: Retention,
): Promise<DatabaseStatus> {
  const tables = place === 0 ? [] : await store.tableSizes();
  const has = (name: string) => tables.some((table) => table.name === name);
  const [runs] = has("flow_run")
    ? await store.rows<{ oldest: string | null; newest: string | null }>(
        "SELECT (SELECT min(created) FROM flow_run) AS oldest, (SELECT max(created) FROM flow_run) AS newest",
      )
    : [];
  return {
    dialect: store.dialect,
    version: await store.version(),
    location: store.printable,
    revision,
    head: headOf(store.dialect).id,
    pending: chainOf(store.dialect)
      .slice(place)
      .map(({ id }) => id),
    bytes: place === 0 ? 0 : await store.size(),
    tables,
    oldestRun: isoOf(runs?.oldest),
    newestRun: isoOf(runs?.newest),
    expired: {
      flowRuns: has("flow_run") ? await countBefore(store, "flow_run", "end_time", retention.flowRuns) : 0,
      events: has("events") ? await countBefore(store, "events", "occurred", retention.events) : 0,
    },
  };
}

async function countBefore(store: Store, table: string, column: string, seconds: number): Promise<number> {
  const before = Timestamp.now().plus(-seconds).text;
  const zone = store.dialect === "postgresql" ? "+00" : "";
  const [row] = await store.rows<{ count: unknown }>(`SELECT count(*) AS count FROM ${table} WHERE ${column} < $1`, [
    `${before}${zone}`,
  ]);
  return Number(row?.count);
}

const isoOf = (text: string | null | undefined) =>
  text === null || text === undefined ? null : Timestamp.fromDatabase(text.replace(/\+00$/, "")).toJSON();
