import type { ForeignKey } from "../store.ts";
import { remove, type Remedy, type RowCheck, set } from "./row-checks.ts";

/** Foreign keys as questions: a database that was written without them in force may have rows that break them. */
export const foreignKeyChecks = (keys: readonly ForeignKey[]): RowCheck[] =>
  keys.map(({ table, column, parent, parentColumn, onDelete }) => {
    const remedy = remedyFor(column, onDelete);
    return {
      what: `whose ${column} names a row of ${parent} that is not there`,
      table,
      needs: [table, parent],
      where: `t.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${parent} p WHERE p.${parentColumn} = t.${column})`,
      ...(remedy && { remedy }),
    };
  });

/** What would have happened to them as their row was deleted. */
function remedyFor(column: string, onDelete: ForeignKey["onDelete"]): Remedy | undefined {
  if (onDelete === "cascade") return remove;
  return onDelete === "set null" ? set(`${column} = NULL`, `given no ${column}`) : undefined;
}
