import type { RowTransformation } from "../../migrator/target.ts";
import { batches } from "../batches.ts";
import { inAscii } from "../python-json.ts";

/** Variables' values as Python writes JSON, where SQLite left characters as they are. */
export const variableValuesInAscii: RowTransformation = async (rows) => {
  const others = batches(
    rows,
    `SELECT id, value FROM variable WHERE id > ? AND value GLOB '*[^ -~]*' ORDER BY id LIMIT ?`,
  );
  for await (const { id, value } of others) {
    await rows.run("UPDATE variable SET value = ? WHERE id = ?", [inAscii(String(value)), id]);
  }
};
