interface Query {
  sql: string;
  parameters: readonly unknown[];
}

/** Joined texts, found by the texts they are made of one after another. */
interface Joined {
  text?: string;
  readonly further: Map<string, Joined>;
}

/** There are few, and joining one costs more than running it. */
const joined: Joined = { further: new Map() };

function placeOf(queries: readonly Query[]): Joined {
  let place = joined;
  for (const { sql } of queries) {
    const next = place.further.get(sql) ?? { further: new Map() };
    place.further.set(sql, next);
    place = next;
  }
  return place;
}

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
  const place = placeOf(queries);
  place.text ??= join(queries);
  return { sql: place.text, parameters: queries.flatMap(({ parameters }) => parameters) };
}
