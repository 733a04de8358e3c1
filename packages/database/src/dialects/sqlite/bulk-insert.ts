import type { AnsweringInsertion, Row, RowsInsertion, RowsInsertions } from "../../bulk-insert.ts";
import type { BoundQuery } from "../../prepared.ts";

/** Rows to a statement, largest first: few enough forms to keep each prepared, and the last one takes any rest. */
const sizes = [64, 8, 1];

/**
 * Insertions of rows that are not there, a statement for so many as `most` says: building one for fifty costs more than running
 * it. `or fail` spares, where no references are checked, the copies of pages by which SQLite undoes one statement: what fails
 * is undone with its whole job.
 */
export function insertForms(table: string, columns: readonly string[], most: readonly number[]): RowsInsertion {
  const into = `insert or fail into "${table}" (${columns.map((column) => `"${column}"`).join(", ")})`;
  const row = `(${columns.map(() => "?").join(", ")})`;
  const forms = most.map((size) => ({
    size,
    sql: `${into} values ${Array.from({ length: size }, () => row).join(", ")} on conflict do nothing`,
  }));
  return (rows) => {
    const queries: BoundQuery[] = [];
    let at = 0;
    for (const { size, sql } of forms) {
      for (; rows.length - at >= size; at += size) {
        const part: readonly Row[] = rows.slice(at, at + size);
        queries.push({ bind: () => ({ sql, parameters: part.flat() }) });
      }
    }
    return queries;
  };
}

/**
 * As {@link insertForms}; answers which rows are new. Asking row by row (`returning`) would cost a seventh more: only where
 * some were there are the others looked for, which have come after all that was.
 */
export function answeringInsertion(
  table: string,
  columns: readonly string[],
  most: readonly number[],
): AnsweringInsertion {
  const insertion = insertForms(table, columns, most);
  const idAt = columns.indexOf("id");
  const last: BoundQuery<{ row: number | null }> = {
    bind: () => ({ sql: `select max(rowid) as "row" from "${table}"`, parameters: [] }),
  };
  const since = `select "id" from "${table}" where rowid > ? and "id" in (select value from json_each(?))`;
  return async (session, rows) => {
    const row = (await session.run(last)).rows[0]?.row ?? 0;
    let changes = 0;
    for (const query of insertion(rows)) changes += (await session.run(query)).changes;
    const ids = rows.map((values) => String(values[idAt]));
    if (changes === rows.length) return new Set(ids);
    const added: BoundQuery<{ id: string }> = { bind: () => ({ sql: since, parameters: [row, JSON.stringify(ids)] }) };
    return new Set((await session.run(added)).rows.map(({ id }) => id));
  };
}

export const bulkInsert = (table: string, columns: readonly string[]): RowsInsertions => ({
  answering: answeringInsertion(table, columns, sizes),
  silent: insertForms(table, columns, sizes),
});
