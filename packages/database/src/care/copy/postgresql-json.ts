/** A JSON text that PostgreSQL takes, and what had to change for that. */
export interface Accepted {
  readonly text: string;
  readonly changes: readonly Change[];
}

export type Change = "NaN or Infinity became null" | "a character that PostgreSQL refuses became U+FFFD";

const mayBeRefused = /NaN|Infinity|\\u0000|\\u[dD][89a-fA-F]/;
const tokens = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;
/** NUL, and halves of pairs that stand alone. */
const refused =
  /(\\\\)|\\u0000|(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g;

/** What Python writes into SQLite and PostgreSQL refuses: NaN in any JSON, NUL characters and lone surrogates in jsonb. */
export function acceptableJson(text: string, kind: "json" | "jsonb"): Accepted {
  if (!mayBeRefused.test(text)) return { text, changes: [] };
  const changes = new Set<Change>();
  const accepted = text.replace(tokens, (token) => {
    if (!token.startsWith('"')) {
      changes.add("NaN or Infinity became null");
      return "null";
    }
    if (kind === "json") return token;
    return token.replace(refused, (found, escaped?: string, pair?: string) => {
      if (escaped !== undefined || pair !== undefined) return found;
      changes.add("a character that PostgreSQL refuses became U+FFFD");
      return "\\ufffd";
    });
  });
  return { text: accepted, changes: [...changes] };
}
