import { listFilters } from "./list-filters.ts";
import { textFilters } from "./text-filters.ts";
import type { Arguments } from "./arguments.ts";
import type { Filter, FilterContext } from "./filter.ts";
import { getAttribute } from "./access.ts";
import { toJsonText } from "./json-text.ts";
import { humanizeFilters } from "./humanize.ts";
import { floatFrom, integerFrom } from "./numbers.ts";
import {
  Float,
  floatOf,
  isFloatValue,
  isNumber,
  isTrue,
  iterate,
  numberValue,
  textOf,
  Tuple,
  Undefined,
  type Value,
} from "./values.ts";
import { TemplateRenderError } from "./render-error.ts";

const basePrefixes: Readonly<Record<number, RegExp>> = { 2: /^0b/i, 8: /^0o/i, 16: /^0x/i };

/** NaN where a text is no integer of the base. */
function integerInBase(text: string, base: number): number {
  const sign = /^[+-]?/.exec(text)?.[0] ?? "";
  const digits = text
    .slice(sign.length)
    .replace(basePrefixes[base] ?? "", "")
    .replaceAll("_", "");
  const isInBase = [...digits].every((digit) => !Number.isNaN(Number.parseInt(digit, base)));
  return isInBase ? Number.parseInt(sign + digits, base) : Number.NaN;
}

function toInteger(value: Value, otherwise: Value, base: number): Value {
  if (value instanceof Undefined) value.fail();
  if (isNumber(value)) return Math.trunc(numberValue(value));
  const text = textOf(value).trim();
  const whole = base === 10 ? Number(integerFrom(text) ?? Number.NaN) : integerInBase(text, base);
  if (!Number.isNaN(whole)) return whole;
  const number = floatFrom(text) ?? Number.NaN;
  return Number.isFinite(number) ? Math.trunc(number) : otherwise;
}

function toFloat(value: Value, otherwise: Value): Value {
  const number = floatFrom(value);
  return number === undefined ? otherwise : floatOf(number);
}

function rounded(value: Value, given: Arguments): Value {
  if (!isNumber(value)) throw new TemplateRenderError("TypeError", "type has no __round__ method");
  const scale = 10 ** given.integer(0, 0);
  const method = given.text(1, "common");
  const scaled = numberValue(value) * scale;
  if (method === "ceil") return floatOf(Math.ceil(scaled) / scale);
  if (method === "floor") return floatOf(Math.floor(scaled) / scale);
  if (method !== "common") {
    throw new TemplateRenderError("FilterArgumentError", "method must be common, ceil or floor");
  }
  const whole = Math.round(scaled);
  const isHalf = Math.abs(scaled - Math.trunc(scaled)) === 0.5;
  const result = (isHalf && whole % 2 !== 0 ? whole - 1 : whole) / scale;
  return isFloatValue(value) ? floatOf(result) : result;
}

function numberOf(value: Value): number {
  if (isNumber(value)) return numberValue(value);
  if (value instanceof Undefined) value.fail();
  throw new TemplateRenderError("TypeError", "bad operand type for abs()");
}

function lengthOf(value: Value): number {
  if (value instanceof Map) return value.size;
  if (typeof value === "string") return [...value].length;
  if (isNumber(value) || value === null) {
    throw new TemplateRenderError("TypeError", "object has no len()");
  }
  return iterate(value).length;
}

const defaulted: Filter = (value, given) => {
  const isMissing = value instanceof Undefined || (given.flag(1, false) && !isTrue(value));
  return isMissing ? given.getOr(0, "") : value;
};

const general: Record<string, Filter> = {
  abs: (value) => {
    const number = Math.abs(numberOf(value));
    return value instanceof Float ? new Float(number) : number;
  },
  attr: (value, given) => getAttribute(value, given.text(0)),
  d: defaulted,
  default: defaulted,
  float: (value, given) => toFloat(value, given.getOr(0, new Float(0))),
  int: (value, given) => toInteger(value, given.getOr(0, 0), given.integer(1, 10)),
  items: (value) => {
    if (value instanceof Undefined) return [];
    if (value instanceof Map) return [...value].map(([key, item]) => Tuple.of(key, item));
    throw new TemplateRenderError("TypeError", "Can only get item pairs from a mapping.");
  },
  length: lengthOf,
  count: lengthOf,
  round: rounded,
  tojson: (value, given) => toJsonText(value, given.get(0) === undefined ? undefined : given.integer(0)),
};

const all: Readonly<Record<string, Filter>> = { ...general, ...textFilters, ...listFilters, ...humanizeFilters };

/** The names of a filter's arguments, in their places, where they are given by name. */
const names: Readonly<Record<string, readonly string[]>> = {
  attr: ["name"],
  batch: ["linecount", "fill_with"],
  center: ["width"],
  d: ["default_value", "boolean"],
  default: ["default_value", "boolean"],
  dictsort: ["case_sensitive", "by", "reverse"],
  filesizeformat: ["binary"],
  float: ["default"],
  groupby: ["attribute", "default", "case_sensitive"],
  indent: ["width", "first", "blank"],
  int: ["default", "base"],
  join: ["d", "attribute"],
  max: ["case_sensitive", "attribute"],
  min: ["case_sensitive", "attribute"],
  replace: ["old", "new", "count"],
  round: ["precision", "method"],
  slice: ["slices", "fill_with"],
  sort: ["reverse", "case_sensitive", "attribute"],
  sum: ["attribute", "start"],
  tojson: ["indent"],
  trim: ["chars"],
  truncate: ["length", "killwords", "end", "leeway"],
  unique: ["case_sensitive", "attribute"],
  wordwrap: ["width", "break_long_words", "wrapstring", "break_on_hyphens"],
  urlize: ["trim_url_limit", "nofollow", "target", "rel", "extra_schemes"],
  xmlattr: ["autospace"],
  humanize_activate: ["locale", "path"],
  humanize_clamp: ["floor", "ceil", "format", "floor_token", "ceil_token"],
  humanize_intcomma: ["ndigits"],
  humanize_intword: ["format"],
  humanize_metric: ["unit", "precision"],
  humanize_ordinal: ["gender"],
  humanize_scientific: ["precision"],
  humanize_naturalsize: ["binary", "gnu", "format"],
  humanize_naturaldelta: ["months", "minimum_unit"],
  humanize_naturaltime: ["future", "months", "minimum_unit", "when"],
  humanize_precisedelta: ["minimum_unit", "suppress", "format"],
};

export const filterArgumentNames = (name: string): readonly string[] =>
  Object.hasOwn(names, name) ? (names[name] ?? []) : [];

/** The filter of that name; `own` are those of whoever renders. Undefined where there is none. */
export function filterOf(name: string, own: FilterContext["filters"]): Filter | undefined {
  if (Object.hasOwn(own, name)) return own[name];
  return Object.hasOwn(all, name) ? all[name] : undefined;
}
