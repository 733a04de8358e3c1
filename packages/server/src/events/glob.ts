/** One place of a pattern: any characters, or one that a test accepts. */
type Token = "*" | ((character: string) => boolean);

/** The set that `[` opens at `start`, and where it ends; undefined where nothing closes it. */
function readSet(pattern: string, start: number): { test: (character: string) => boolean; end: number } | undefined {
  const isNegated = pattern[start + 1] === "!";
  const first = start + (isNegated ? 2 : 1);
  // A bracket that comes first is one of the set.
  const end = pattern.indexOf("]", first + 1);
  if (end < 0) return undefined;
  const singles = new Set<string>();
  const ranges: [string, string][] = [];
  for (let at = first; at < end; at++) {
    const [from = "", dash, to = ""] = pattern.slice(at, at + 3);
    if (dash === "-" && at + 2 < end) {
      ranges.push([from, to]);
      at += 2;
    } else singles.add(from);
  }
  const holds = (character: string) =>
    singles.has(character) || ranges.some(([from, to]) => from <= character && character <= to);
  return { test: (character) => holds(character) !== isNegated, end };
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    const set = character === "[" ? readSet(pattern, at) : undefined;
    if (set) at = set.end;
    if (character === "*") tokens.push("*");
    else if (character === "?") tokens.push(() => true);
    else tokens.push(set?.test ?? ((other) => other === character));
  }
  return tokens;
}

/** Goes back to the last `*` alone where it fails, so a pattern of many takes no longer than their number times the text. */
function matchTokens(tokens: readonly Token[], text: string): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const expected = tokens[token];
    if (expected === "*") {
      star = token++;
      starAt = at;
    } else if (expected?.(text[at] ?? "")) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++starAt;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === "*");
}

function tokensMatcher(pattern: string): (text: string) => boolean {
  const tokens = tokensOf(pattern);
  return (text) => matchTokens(tokens, text);
}

/** Matches what lies between the stars of a pattern that has no other wildcards: faster than place by place. */
function literalsMatcher(pattern: string): (text: string) => boolean {
  const [first = "", ...inner] = pattern.split("*");
  const last = inner.pop() ?? "";
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const literal of inner) {
      const found = text.indexOf(literal, at);
      if (found < 0) return false;
      at = found + literal.length;
    }
    return at <= end;
  };
}

/** A glob (`*`, `?`, `[abc]`, `[!a-z]`, case counts), as Python's `fnmatchcase`; a `!` in front negates it. */
export function glob(pattern: string): (text: string) => boolean {
  const isNegated = pattern.startsWith("!");
  const positive = isNegated ? pattern.slice(1) : pattern;
  if (!/[*?[]/.test(positive)) return (text) => (text === positive) !== isNegated;
  const matches = /[?[]/.test(positive) ? tokensMatcher(positive) : literalsMatcher(positive);
  return isNegated ? (text) => !matches(text) : matches;
}
