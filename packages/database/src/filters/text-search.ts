/** The terms of a text search, as they were written. */
export interface TextSearch {
  /** One of these or more must occur. */
  include: string[];
  /** None of these may occur. */
  exclude: string[];
  /** All of these must occur. */
  required: string[];
}

// Spaces as Python's str.isspace() has them: \s has the byte order mark besides, and lacks the separators and U+0085.
const space = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
/** A prefix that stands alone, or one stuck to a phrase in quotes (the last may be open) or to a word. */
const token = new RegExp(
  `[-!+](?=${space}|$)|([-!+])?(?:"((?:\\\\.|[^"\\\\]|\\\\$)*)(?:"|$)|((?:(?!${space})[^"])+))`,
  "gsu",
);
const blank = new RegExp(`^${space}*$`, "u");
const lists: Record<string, keyof TextSearch> = { "-": "exclude", "!": "exclude", "+": "required" };

/**
 * Reads a search: words and `"phrases"`, of which any may occur, unless `-` or `!` (must not) or `+` (must) stands
 * before them. In a phrase, `\"` and `\\` are a quote and a backslash. Every text is a valid search.
 */
export function parseTextSearch(query: string): TextSearch {
  const search: TextSearch = { include: [], exclude: [], required: [] };
  for (const [, prefix = "", phrase, single] of query.matchAll(token)) {
    const term = single ?? phrase?.replace(/\\(["\\])/g, "$1") ?? "";
    if (!blank.test(term)) search[lists[prefix] ?? "include"].push(term);
  }
  return search;
}
