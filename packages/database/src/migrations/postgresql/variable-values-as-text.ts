import { floatText, repr } from "@prefect-ts/schemas/validation/python";
import type { Query } from "./query.ts";

const batch = 1000;

/** A token of JSON as PostgreSQL writes it; what stands between tokens is the same in Python's `repr`. */
const token = /"(?:[^"\\]|\\.)*"|true|false|null|-?\d[\d.]*/g;

const literals: Readonly<Record<string, string>> = { true: "True", false: "False", null: "None" };

function pythonToken(text: string): string {
  if (text.startsWith('"')) return repr(String(JSON.parse(text)));
  return literals[text] ?? (text.includes(".") ? floatText(Number(text)) : text);
}

/** Writes `string_value` of the variables that are numbers, lists and objects: their values as Python's `str` gives them. */
export async function variableValuesAsText(query: Query): Promise<void> {
  for (let last = "00000000-0000-0000-0000-000000000000"; ; ) {
    const rows = await query(
      `SELECT id::text, value::text FROM variable
       WHERE id > $1 AND jsonb_typeof(value) IN ('number', 'array', 'object') ORDER BY id LIMIT ${batch}`,
      [last],
    );
    const texts = rows.map(({ value }) => String(value).replace(token, pythonToken));
    const ids = rows.map(({ id }) => String(id));
    await query(
      `UPDATE variable SET string_value = python.value
       FROM unnest($1::uuid[], $2::text[]) AS python (id, value) WHERE variable.id = python.id`,
      [ids, texts],
    );
    if (rows.length < batch) return;
    last = ids.at(-1) ?? last;
  }
}
