/**
 * A value as the reference prints it (Python's `str`): `True`, `None`, `['a']`.
 * Used where the command line shows values, which scripts read.
 */
export function pythonText(value: unknown): string {
  return typeof value === "string" ? value : pythonLiteral(value);
}

/** A value as Python's `repr` writes it: strings in single quotes, unless they contain one and no double quote. */
export function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).map(([key, item]) => `${quoted(key)}: ${pythonLiteral(item)}`);
    return `{${entries.join(", ")}}`;
  }
  return String(value);
}

function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

/** A float as Python prints it: `60.0`, never `60`. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A set as Python prints it. */
export function pythonSet(values: readonly unknown[]): string {
  return values.length === 0 ? "set()" : `{${values.map(pythonLiteral).join(", ")}}`;
}
