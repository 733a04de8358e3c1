import type { Store } from "../store.ts";

type Item = "source" | "table" | "statement";

/**
 * How far a copy has come, kept in `ts_copy` of its target in the same transactions as the rows: where it comes from,
 * the last id of each table, and the statements that make the indexes which are dropped meanwhile.
 */
export class ProgressTable {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  async exists(): Promise<boolean> {
    const sql = {
      sqlite: "SELECT 1 AS found FROM sqlite_master WHERE name = 'ts_copy'",
      postgresql: "SELECT 1 AS found WHERE to_regclass('ts_copy') IS NOT NULL",
    }[this.store.dialect];
    return (await this.store.rows(sql)).length > 0;
  }

  async create(): Promise<void> {
    await this.store.run(
      "CREATE TABLE ts_copy (item VARCHAR NOT NULL, name VARCHAR NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY (item, name))",
    );
  }

  async all(item: Item): Promise<Map<string, string>> {
    const rows = await this.store.rows<{ name: string; value: string }>(
      "SELECT name, value FROM ts_copy WHERE item = $1 ORDER BY name",
      [item],
    );
    return new Map(rows.map(({ name, value }) => [name, value]));
  }

  async set(item: Item, name: string, value: string): Promise<void> {
    await this.store.run(
      "INSERT INTO ts_copy (item, name, value) VALUES ($1, $2, $3) ON CONFLICT (item, name) DO UPDATE SET value = excluded.value",
      [item, name, value],
    );
  }

  async remove(item: Item, name: string): Promise<void> {
    await this.store.run("DELETE FROM ts_copy WHERE item = $1 AND name = $2", [item, name]);
  }

  async drop(): Promise<void> {
    await this.store.run("DROP TABLE ts_copy");
  }
}
