import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type OpenedStore, type Store } from "@prefect-ts/database/care/store";
import { upgrade } from "@prefect-ts/database/migrator/migrate";
import { openTarget } from "@prefect-ts/database/migrator/open-target";
import { createDatabase } from "../postgresql/databases.ts";

export const dialects = ["sqlite", "postgresql"] as const;
export type TestDialect = (typeof dialects)[number];

type Row = Record<string, unknown>;

const textOf = (row: Row) => JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}` : value));

/** Databases of one test, and a folder for its files. */
export class CareDatabases {
  readonly folder = mkdtempSync(join(tmpdir(), "prefect-care-"));
  private readonly cleanups: (() => Promise<void>)[] = [];
  private made = 0;

  /** The URL of a database with a schema, or of an empty one where `revision` is null. */
  async create(dialect: TestDialect, revision: string | null = "head"): Promise<string> {
    const template = revision === "head" ? process.env["PREFECT_TEST_TEMPLATE"] : undefined;
    const url = await this.place(dialect, template);
    if (revision === null || (dialect === "postgresql" && template !== undefined)) return url;
    const { target } = await openTarget(url);
    await upgrade(target, { revision });
    await target.close();
    return url;
  }

  /** Opens a database until the test ends. */
  async open(url: string): Promise<OpenedStore> {
    const opened = await openStore(url);
    this.cleanups.push(() => opened.close());
    return opened;
  }

  /** Works on a database that is closed before and after. */
  async with<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
    const opened = await openStore(url);
    try {
      return await work(opened.store);
    } finally {
      await opened.close();
    }
  }

  /** Every row of every table that has rows, in order. */
  dump(url: string): Promise<Record<string, Row[]>> {
    return this.with(url, async (store) => {
      const dumped: Record<string, Row[]> = {};
      for (const { name } of await store.tables()) {
        const rows = await store.rows<Row>(`SELECT * FROM "${name}"`);
        if (rows.length > 0) dumped[name] = rows.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
      }
      return dumped;
    });
  }

  async remove(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async place(dialect: TestDialect, template?: string): Promise<string> {
    this.made += 1;
    if (dialect === "sqlite") return `sqlite+aiosqlite:///${join(this.folder, `${this.made}.db`)}`;
    const { url, drop } = await createDatabase(process.env["PREFECT_TEST_SERVER"] ?? "", template);
    this.cleanups.push(drop);
    return url;
  }
}
