import { floatText, repr } from "@prefect-ts/schemas/validation/python";
import type { RowTransformation } from "../../migrator/target.ts";
import { batches } from "../batches.ts";

/** A token of JSON as PostgreSQL writes it; what stands between tokens is the same in Python's `repr`. */
const token = /"(?:[^"\\]|\\.)*"|true|false|null|-?\d[\d.]*/g;

const literals: Readonly<Record<string, string>> = { true: "True", false: "False", null: "None" };

function pythonToken(text: string): string {
  if (text.startsWith('"')) return repr(String(JSON.parse(text)));
  return literals[text] ?? (text.includes(".") ? floatText(Number(text)) : text);
}

/** Writes `string_value` of the variables that are numbers, lists and objects: what Python's `str` makes of their values. */
export const variableValuesAsText: RowTransformation = async (rows) => {
  const variables = batches(
    rows,
    `SELECT id, value::text FROM variable
     WHERE id > coalesce(nullif($1, ''), '00000000-0000-0000-0000-000000000000')::uuid
       AND jsonb_typeof(value) IN ('number', 'array', 'object') ORDER BY id LIMIT $2`,
  );
  for await (const { id, value } of variables) {
    await rows.run("UPDATE variable SET string_value = $1 WHERE id = $2", [
      String(value).replace(token, pythonToken),
      id,
    ]);
  }
};
