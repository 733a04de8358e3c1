import type { Session } from "@prefect-ts/database/database";
import type { Tables } from "@prefect-ts/database/tables";
import { type CompiledQuery, type Kysely, sql } from "kysely";

/** Rows to a statement, largest first: few enough forms to keep each prepared, and the last one takes any rest. */
const sizes = [64, 8, 1];

/**
 * Inserts many rows into a table, those that are there already aside. Each statement is compiled once for a connection:
 * building one for fifty rows costs more than running it.
 */
export class BulkInsert {
  private readonly table: keyof Tables & string;
  private readonly columns: readonly string[];
  private readonly compiled = new WeakMap<Kysely<Tables>, Map<number, CompiledQuery<{ id: string }>>>();

  constructor(table: keyof Tables & string, columns: readonly string[]) {
    this.table = table;
    this.columns = columns;
  }

  /** Inserts rows, each with a value for every column in their order; answers the ids of those that are new. */
  async run({ db }: Session, rows: readonly (readonly unknown[])[]): Promise<Set<string>> {
    const inserted = new Set<string>();
    let at = 0;
    for (const size of sizes) {
      for (; rows.length - at >= size; at += size) {
        const parameters = rows.slice(at, at + size).flat();
        const answer = await db.executeQuery<{ id: string }>({ ...this.statement(db, size), parameters });
        for (const { id } of answer.rows) inserted.add(id);
      }
    }
    return inserted;
  }

  private statement(db: Kysely<Tables>, size: number): CompiledQuery<{ id: string }> {
    const known = this.compiled.get(db) ?? new Map<number, CompiledQuery<{ id: string }>>();
    this.compiled.set(db, known);
    const compiled = known.get(size) ?? this.compile(db, size);
    known.set(size, compiled);
    return compiled;
  }

  private compile(db: Kysely<Tables>, size: number): CompiledQuery<{ id: string }> {
    const names = sql.join(this.columns.map((column) => sql.ref(column)));
    const row = sql`(${sql.join(this.columns.map(() => sql`${null}`))})`;
    const rows = sql.join(Array.from({ length: size }, () => row));
    return sql<{
      id: string;
    }>`insert into ${sql.table(this.table)} (${names}) values ${rows} on conflict do nothing returning id`.compile(db);
  }
}
