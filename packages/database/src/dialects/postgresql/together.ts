interface Query {
  sql: string;
  parameters: readonly unknown[];
}

/** Joined texts by the texts they are made of: there are few, and joining one costs more than running it. */
const joined = new Map<string, string>();

const numberedFrom = (sql: string, first: number) =>
  sql.replaceAll(/\$(\d+)/g, (_, number) => `$${Number(number) + first}`);

function join(queries: readonly Query[]): string {
  let first = 0;
  const texts = queries.map(({ sql, parameters }) => {
    const text = numberedFrom(sql, first);
    first += parameters.length;
    return text;
  });
  const last = texts.pop();
  return `with ${texts.map((text, i) => `part_${i} as (${text})`).join(", ")} ${last}`;
}

/** Queries that change rows, as one statement. */
export function together(queries: readonly Query[]): Query {
  const [only, second] = queries;
  if (only && !second) return only;
  const key = queries.map(({ sql }) => sql).join(";");
  const known = joined.get(key) ?? join(queries);
  joined.set(key, known);
  return { sql: known, parameters: queries.flatMap(({ parameters }) => parameters) };
}
