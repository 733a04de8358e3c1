import vm from "node:vm";
import { SchemaTooComplexError } from "./errors.ts";
import type { Evaluation } from "./evaluation.ts";

/** Of one match, in milliseconds: some patterns would go on for years. */
const longestMatch = 50;
const mostKept = 500;

const kept = new Map<string, RegExp | null>();

/** What Python spells in its own way. */
const translate = (pattern: string): string =>
  pattern
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replaceAll("\\A", "^")
    .replaceAll("\\Z", "$");

function compile(pattern: string): RegExp | null {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(translate(pattern), flags);
    } catch {
      // Python takes escapes that the stricter flag does not.
    }
  }
  return null;
}

/** The regular expression of a pattern; null where it is none. */
export function regexOf(pattern: string): RegExp | null {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const regex = compile(pattern);
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(pattern, regex);
  return regex;
}

/** One repetition, of a single character, takes at most quadratic time. */
const isHarmless = (pattern: string, text: string) =>
  text.length < 1000 && !pattern.includes("(") && (pattern.match(/[*+{]/g) ?? []).length < 2;

const watched = new vm.Script("regex.test(text)");
const context = vm.createContext(Object.create(null));

/** A watched match costs as much as so many steps, and so many more for each millisecond that it takes. */
const watching = 300;
const stepsPerMillisecond = 1500;

/** Whether a pattern occurs in a text. Throws SchemaTooComplexError where that takes too long to say. */
export function matches(run: Evaluation, pattern: string, text: string): boolean {
  const regex = regexOf(pattern);
  if (regex === null) return false;
  if (isHarmless(pattern, text)) return regex.test(text);
  Object.assign(context, { regex, text });
  const start = performance.now();
  try {
    const isMatch = watched.runInContext(context, { timeout: longestMatch }) === true;
    run.spend(watching + Math.round((performance.now() - start) * stepsPerMillisecond));
    return isMatch;
  } catch {
    throw new SchemaTooComplexError();
  } finally {
    Object.assign(context, { regex: null, text: null });
  }
}
