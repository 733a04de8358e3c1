import { isUtf8 } from "node:buffer";
import { parseExactly } from "../exact-json.ts";
import { JsonError, JsonScanner } from "./json-scanner.ts";
import { characters } from "./python.ts";
import type { ErrorItem } from "./run.ts";

/**
 * A request body as JSON. `error` is the item of a 422; null stands for a body that FastAPI answers with 400 "There was
 * an error parsing the body": no UTF-8, or nested too deeply.
 */
export type JsonBody = { ok: true; value: unknown } | { ok: false; error: ErrorItem | null };

/** Python's own limit, less its stack at that point, is about 960. */
const deepest = 1000;

/** Whether a text has more than `limit` opening brackets, in strings or out: the cheap half of the question below. */
function opensMoreThan(limit: number, text: string): boolean {
  let count = 0;
  for (const bracket of "[{") {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++count > limit) return true;
    }
  }
  return false;
}

/** Where the string that opens at a quotation mark closes; the end of the text if it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/** Whether arrays and objects are nested more than {@link deepest} levels. Linear, and without recursion. */
function isTooDeep(text: string): boolean {
  if (!opensMoreThan(deepest, text)) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') i = endOfString(text, i);
    else if (character === "]" || character === "}") depth--;
    else if (character === "[" || character === "{") depth++;
    if (depth > deepest) return true;
  }
  return false;
}

/** Reads again what JSON.parse refused: Python takes NaN and infinities, and has its own words for the rest. */
function readAsPython(text: string): JsonBody {
  try {
    return { ok: true, value: new JsonScanner(text).read() };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const position = characters(text.slice(0, error.position));
    return {
      ok: false,
      error: {
        type: "json_invalid",
        loc: ["body", position],
        msg: "JSON decode error",
        input: {},
        ctx: { error: error.message },
      },
    };
  }
}

/** Parses a body as FastAPI does; a byte order mark is passed over. */
export function parseJsonBody(body: string | Buffer): JsonBody {
  if (typeof body !== "string" && !isUtf8(body)) return { ok: false, error: null };
  const decoded = body.toString();
  const text = decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded;
  if (isTooDeep(text)) return { ok: false, error: null };
  try {
    return { ok: true, value: parseExactly(text) };
  } catch {
    return readAsPython(text);
  }
}

/** Parses a text as Python's `json.loads` does, or says what is wrong with it in its words. */
export function parseJsonText(text: string): { value: unknown } | { problem: string } {
  const parsed = parseJsonBody(text);
  if (parsed.ok) return parsed;
  const { loc = [], ctx = {} } = parsed.error ?? { ctx: { error: "nested too deeply" } };
  const [, position = 0] = loc.map(Number);
  const before = [...text].slice(0, position).join("");
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  return { problem: `${ctx["error"]}: line ${line} column ${column} (char ${position})` };
}
