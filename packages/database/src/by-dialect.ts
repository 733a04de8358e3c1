import type { DialectQueries } from "./dialects/queries.ts";

/** What is made once for each dialect, when it is first asked for. */
export function byDialect<T>(make: (dialect: DialectQueries) => T): (dialect: DialectQueries) => T {
  const made = new Map<DialectQueries, T>();
  return (dialect) => {
    const known = made.get(dialect);
    if (known !== undefined) return known;
    const value = make(dialect);
    made.set(dialect, value);
    return value;
  };
}
