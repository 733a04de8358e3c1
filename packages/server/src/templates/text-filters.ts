import { boundedLength, boundedText } from "./budget.ts";
import type { Filter } from "./filter.ts";
import { fixed, formatPercent } from "./formatting.ts";
import { centered, replaced } from "./methods.ts";
import { attributesText, escapedText } from "./markup.ts";
import { requiredFloat, wholePart } from "./numbers.ts";
import { urlize } from "./urlize.ts";
import { isNumber, iterate, numberValue, reprText, textOf, Tuple, type Value } from "./values.ts";
import { TemplateRenderError } from "./render-error.ts";

const escaped: Filter = (value) => escapedText(textOf(value));

const titleCased = (text: string) =>
  text.replace(/[^-\s({[<]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());

const prefixes = {
  decimal: ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"],
  binary: ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"],
};

function fileSize(value: Value, isBinary: boolean): string {
  const bytes = requiredFloat(value);
  const base = isBinary ? 1024 : 1000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${wholePart(bytes)} Bytes`;
  const units = isBinary ? prefixes.binary : prefixes.decimal;
  const larger = units.findIndex((_, at) => bytes < base ** (at + 2));
  const power = larger < 0 ? units.length : larger + 1;
  return `${fixed(bytes / base ** power, 1)} ${units[power - 1]}`;
}

function indented(text: string, by: string, first: boolean, blank: boolean): string {
  const lines = text.split("\n");
  boundedLength(text.length + lines.length * by.length);
  const rest = lines.map((line, at) => (at === 0 || (!blank && line === "") ? line : by + line));
  return (first ? by : "") + rest.join("\n");
}

function truncated(text: string, length: number, killWords: boolean, end: string, leeway: number): string {
  if (text.length <= length + leeway) return text;
  const head = text.slice(0, Math.max(0, length - end.length));
  if (killWords) return head + end;
  const space = head.lastIndexOf(" ");
  return (space < 0 ? head : head.slice(0, space)) + end;
}

function wrapped(line: string, width: number, breaks: boolean): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    let rest = word;
    if (current !== "" && current.length + 1 + rest.length > width) {
      lines.push(current);
      current = "";
    }
    while (breaks && rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    current = current === "" ? rest : `${current} ${rest}`;
  }
  return [...lines, current];
}

const urlEncoded = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function queryOf(value: Value): string {
  if (typeof value === "string") return urlEncoded(value).replaceAll("%2F", "/");
  if (isNumber(value) || value === null) return urlEncoded(textOf(value));
  const pairs = value instanceof Map ? [...value] : iterate(value).map((pair) => iterate(pair));
  return pairs
    .map((pair) => pair.map((part) => urlEncoded(textOf(part ?? null)).replaceAll("%20", "+")).join("="))
    .join("&");
}

/** Filters that make texts of texts. */
export const textFilters: Readonly<Record<string, Filter>> = {
  capitalize: (value) => {
    const text = textOf(value);
    return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  },
  center: (value, given) => centered(textOf(value), given.integer(0, 80)),
  e: escaped,
  escape: escaped,
  forceescape: escaped,
  filesizeformat: (value, given) => fileSize(value, given.flag(0, false)),
  format: (value, given) => {
    if (given.named.size > 0) return formatPercent(textOf(value), new Map(given.named));
    return formatPercent(textOf(value), Tuple.of(...given.rest(0)));
  },
  indent: (value, given) => {
    const width = given.get(0) ?? 4;
    if (isNumber(width)) boundedLength(numberValue(width));
    const by = isNumber(width) ? " ".repeat(Math.max(0, numberValue(width))) : textOf(width);
    return indented(textOf(value), by, given.flag(1, false), given.flag(2, false));
  },
  lower: (value) => textOf(value).toLowerCase(),
  pprint: (value) => reprText(value),
  replace: (value, given) => {
    const most = given.get(2) === undefined || given.get(2) === null ? -1 : given.integer(2);
    return replaced(textOf(value), given.text(0), given.text(1), most);
  },
  safe: (value) => textOf(value),
  string: (value) => textOf(value),
  striptags: (value) =>
    textOf(value)
      .replace(/<!--.*?-->|<[^>]*>/gs, "")
      .split(/\s+/)
      .filter((word) => word !== "")
      .join(" "),
  title: (value) => titleCased(textOf(value)),
  trim: (value, given) => {
    const characters = given.get(0);
    const text = textOf(value);
    if (characters === undefined || characters === null) return text.trim();
    const set = new Set(textOf(characters));
    let start = 0;
    let end = text.length;
    while (start < end && set.has(text[start] ?? "")) start++;
    while (end > start && set.has(text[end - 1] ?? "")) end--;
    return text.slice(start, end);
  },
  truncate: (value, given) => {
    const length = given.integer(0, 255);
    const end = given.text(2, "...");
    if (length < end.length) {
      throw new TemplateRenderError("AssertionError", `expected length >= ${end.length}, got ${length}`);
    }
    const leeway = given.integer(3, 5);
    const items = value instanceof Map ? value.size : Array.isArray(value) ? value.length : Number.POSITIVE_INFINITY;
    if (items <= length + leeway) return value;
    return truncated(textOf(value), length, given.flag(1, false), end, leeway);
  },
  upper: (value) => textOf(value).toUpperCase(),
  urlencode: (value) => boundedText(queryOf(value)),
  urlize,
  wordcount: (value) => textOf(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  wordwrap: (value, given) => {
    const width = Math.max(1, given.integer(0, 79));
    const lines = textOf(value)
      .split("\n")
      .flatMap((line) => wrapped(line, width, given.flag(1, true)));
    return boundedText(lines.join(given.text(2, "\n")));
  },
  xmlattr: attributesText,
};
