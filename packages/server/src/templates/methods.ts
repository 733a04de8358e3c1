import { Arguments } from "./arguments.ts";
import { boundedLength, boundedText } from "./budget.ts";
import { formatBraces } from "./formatting.ts";
import { isEqual } from "./operations.ts";
import { TemplateRenderError } from "./render-error.ts";
import { Callable, type Given, iterate, orElse, textOf, Tuple, type Value } from "./values.ts";

type Method<T> = (self: T, given: Arguments, raw: Given) => Value;

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
export const titled = (text: string) => text.replace(/\p{L}+/gu, (word) => capitalized(word));

function strip(text: string, characters: string | undefined, side: "both" | "left" | "right"): string {
  if (characters === undefined) {
    return side === "both" ? text.trim() : side === "left" ? text.trimStart() : text.trimEnd();
  }
  let start = 0;
  let end = text.length;
  if (side !== "right") while (start < end && characters.includes(text[start] ?? "")) start++;
  if (side !== "left") while (end > start && characters.includes(text[end - 1] ?? "")) end--;
  return text.slice(start, end);
}

function split(text: string, separator: string | undefined, most: number): string[] {
  if (separator === "") throw new TemplateRenderError("ValueError", "empty separator");
  if (separator === undefined) {
    const words = text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== "");
    if (most < 0 || words.length <= most) return words;
    const rest = new RegExp(`^(?:\\s*\\S+){${most}}\\s*`).exec(text.trim());
    return [...words.slice(0, most), text.trim().slice(rest?.[0].length ?? 0)];
  }
  const parts = text.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(separator)];
}

const optionalText = (given: Arguments, index: number) => {
  const value = given.get(index);
  return value === undefined || value === null ? undefined : textOf(value);
};

const affixes = (value: Value) => (Array.isArray(value) ? value.map(textOf) : [textOf(value)]);

export function replaced(text: string, old: string, by: string, most: number): string {
  let count = 0;
  const parts = text.split(old);
  boundedLength(text.length + (parts.length - 1) * by.length);
  if (most < 0) return parts.join(by);
  return parts.reduce((joined, part) => joined + (count++ < most ? by : old) + part);
}

const partition = (text: string, separator: string, at: number): Value =>
  at < 0 ? Tuple.of(text, "", "") : Tuple.of(text.slice(0, at), separator, text.slice(at + separator.length));

const ofText: Record<string, Method<string>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  casefold: (text) => text.toLowerCase(),
  capitalize: capitalized,
  title: titled,
  swapcase: (text) => [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join(""),
  strip: (text, given) => strip(text, optionalText(given, 0), "both"),
  lstrip: (text, given) => strip(text, optionalText(given, 0), "left"),
  rstrip: (text, given) => strip(text, optionalText(given, 0), "right"),
  split: (text, given) => split(text, optionalText(given, 0), given.integer(1, -1)),
  rsplit: (text, given) => {
    const parts = split(text, optionalText(given, 0), -1);
    const most = given.integer(1, -1);
    if (most < 0 || parts.length <= most + 1) return parts;
    const head = parts.slice(0, parts.length - most).join(optionalText(given, 0) ?? " ");
    return [head, ...parts.slice(parts.length - most)];
  },
  splitlines: (text) => (text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/)),
  partition: (text, given) => partition(text, given.text(0), text.indexOf(given.text(0))),
  rpartition: (text, given) => {
    const at = text.lastIndexOf(given.text(0));
    return at < 0 ? Tuple.of("", "", text) : partition(text, given.text(0), at);
  },
  replace: (text, given) => replaced(text, given.text(0), given.text(1), given.integer(2, -1)),
  startswith: (text, given) => affixes(given.require(0)).some((affix) => text.startsWith(affix)),
  endswith: (text, given) => affixes(given.require(0)).some((affix) => text.endsWith(affix)),
  removeprefix: (text, given) => (text.startsWith(given.text(0)) ? text.slice(given.text(0).length) : text),
  removesuffix: (text, given) =>
    given.text(0) !== "" && text.endsWith(given.text(0)) ? text.slice(0, -given.text(0).length) : text,
  find: (text, given) => text.indexOf(given.text(0)),
  rfind: (text, given) => text.lastIndexOf(given.text(0)),
  index: (text, given) => {
    const at = text.indexOf(given.text(0));
    if (at < 0) throw new TemplateRenderError("ValueError", "substring not found");
    return at;
  },
  count: (text, given) => text.split(given.text(0)).length - 1,
  join: (text, given) => {
    const parts = iterate(given.require(0)).map(textOf);
    boundedLength(parts.reduce((sum, part) => sum + part.length + text.length, 0));
    return parts.join(text);
  },
  isdigit: (text) => /^\d+$/.test(text),
  isnumeric: (text) => /^\p{N}+$/u.test(text),
  isalpha: (text) => /^\p{L}+$/u.test(text),
  isalnum: (text) => /^[\p{L}\p{N}]+$/u.test(text),
  isspace: (text) => /^\s+$/.test(text),
  isupper: (text) => text !== text.toLowerCase() && text === text.toUpperCase(),
  islower: (text) => text !== text.toUpperCase() && text === text.toLowerCase(),
  center: (text, given) => centered(text, given.integer(0), given.text(1, " ")),
  ljust: (text, given) => boundedPad(given.integer(0), () => text.padEnd(given.integer(0), given.text(1, " "))),
  rjust: (text, given) => boundedPad(given.integer(0), () => text.padStart(given.integer(0), given.text(1, " "))),
  zfill: (text, given) =>
    boundedPad(given.integer(0), () => {
      const sign = /^[+-]/.exec(text)?.[0] ?? "";
      return sign + text.slice(sign.length).padStart(given.integer(0) - sign.length, "0");
    }),
  format: (text, _, raw) => formatBraces(text, raw),
};

const boundedPad = (width: number, pad: () => string): string => {
  boundedLength(width);
  return pad();
};

export function centered(text: string, width: number, fill = " "): string {
  boundedLength(width);
  const missing = Math.max(0, width - text.length);
  // Python puts the odd one to the left where the width is odd, too.
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return boundedText(text.padStart(text.length + left, fill).padEnd(width, fill));
}

const ofDict: Record<string, Method<Map<Value, Value>>> = {
  items: (dict) => [...dict].map(([key, value]) => Tuple.of(key, value)),
  keys: (dict) => [...dict.keys()],
  values: (dict) => [...dict.values()],
  get: (dict, given) => orElse(dict.get(given.require(0)), () => given.get(1) ?? null),
  copy: (dict) => new Map(dict),
};

const ofList: Record<string, Method<Value[]>> = {
  count: (list, given) => list.filter((item) => isEqual(item, given.require(0))).length,
  index: (list, given) => {
    const at = list.findIndex((item) => isEqual(item, given.require(0)));
    if (at < 0) throw new TemplateRenderError("ValueError", "value is not in list");
    return at;
  },
  copy: (list) => [...list],
};

function bound<T>(methods: Record<string, Method<T>>, self: T, name: string): Callable | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method && new Callable(name, (given) => method(self, new Arguments(given), given));
}

/** The method of that name of a text, a dict or a list; only those that change nothing are there. */
export function methodOf(value: Value, name: string): Callable | undefined {
  if (typeof value === "string") return bound(ofText, value, name);
  if (value instanceof Map) return bound(ofDict, value, name);
  return Array.isArray(value) ? bound(ofList, value, name) : undefined;
}
