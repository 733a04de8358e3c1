import { boundedLength } from "./budget.ts";
import { TemplateRenderError } from "./render-error.ts";
import {
  type Given,
  isNumber,
  numberValue,
  reprText,
  TemplateObject,
  textOf,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from "./values.ts";

const directive = /%(?:\((\w+)\))?([-+ 0#]*)(\d+)?(?:\.(\d+))?([sdifrxXoeEgGc%])/g;

function required(value: Value | undefined): Value {
  if (value === undefined) {
    throw new TemplateRenderError("TypeError", "not enough arguments for format string");
  }
  return value;
}

function numberIn(value: Value, type: string): number {
  if (isNumber(value)) return numberValue(value);
  const message = `%${type} format: a real number is required, not ${typeName(value)}`;
  throw new TemplateRenderError("TypeError", message);
}

/** A number with so many digits; halfway between two it goes to the even one, as in Python. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return textOf(value);
  if (digits > 60) return value.toFixed(digits);
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${digits > 0 ? "." : ""}${"0".repeat(digits)}`;
  const exact = value.toFixed(digits + 40);
  const cut = exact.length - 40;
  const isHalf = /^50*$/.test(exact.slice(cut));
  const below = exact.slice(0, cut).replace(/\.$/, "");
  return isHalf && Number(below.at(-1)) % 2 === 0 ? below : value.toFixed(digits);
}

/** How many digits a precision asks for, of those that JavaScript can write. */
export function digitsOf(precision: string | number | undefined): number {
  const digits = Number(precision ?? 6);
  if (digits < 0) throw new TemplateRenderError("ValueError", "Format specifier missing precision");
  return Math.min(digits, 100);
}

/** How each type of a directive writes its value. */
const writers: Record<string, (value: Value, precision: string | undefined) => string> = {
  s: (value, precision) => textOf(value).slice(0, precision === undefined ? undefined : Number(precision)),
  r: (value) => reprText(value),
  d: (value) => textOf(Math.trunc(numberIn(value, "d"))),
  i: (value) => textOf(Math.trunc(numberIn(value, "i"))),
  f: (value, precision) => fixed(numberIn(value, "f"), digitsOf(precision)),
  e: (value, precision) => exponential(numberIn(value, "e"), digitsOf(precision)),
  E: (value, precision) => exponential(numberIn(value, "E"), digitsOf(precision)).toUpperCase(),
  g: (value, precision) => String(Number(numberIn(value, "g").toPrecision(Math.max(digitsOf(precision), 1)))),
  G: (value, precision) => String(Number(numberIn(value, "G").toPrecision(Math.max(digitsOf(precision), 1)))),
  x: (value) => Math.trunc(numberIn(value, "x")).toString(16),
  X: (value) => Math.trunc(numberIn(value, "X")).toString(16).toUpperCase(),
  o: (value) => Math.trunc(numberIn(value, "o")).toString(8),
  c: (value) => (typeof value === "string" ? value : String.fromCodePoint(numberIn(value, "c"))),
};

/** A number as `1.50e+03`; halfway between two it goes to the even one, as in Python. */
export function exponential(value: number, digits: number): string {
  if (!Number.isFinite(value)) return textOf(value);
  const twoDigits = (text: string) => text.replace(/e([+-])(\d)$/, "e$10$2");
  const [exact = "", exponent] = value.toExponential(Math.min(digits + 40, 100)).split("e");
  const cut = exact.indexOf(".") + 1 + digits;
  const isHalf = digits <= 60 && /^50*$/.test(exact.slice(cut));
  const below = exact.slice(0, cut).replace(/\.$/, "");
  return twoDigits(isHalf && Number(below.at(-1)) % 2 === 0 ? `${below}e${exponent}` : value.toExponential(digits));
}

function padded(text: string, flags: string, width: string | undefined, isNumeric: boolean): string {
  const signed = isNumeric && flags.includes("+") && !text.startsWith("-") ? `+${text}` : text;
  const size = Number(width ?? 0);
  boundedLength(size);
  if (flags.includes("-")) return signed.padEnd(size);
  if (!isNumeric || !flags.includes("0")) return signed.padStart(size);
  const sign = /^[+-]/.exec(signed)?.[0] ?? "";
  return sign + signed.slice(sign.length).padStart(size - sign.length, "0");
}

/** `format % value`, as Python fills in what is marked with a percent sign. */
export function formatPercent(format: string, value: Value): string {
  const values = value instanceof Tuple ? [...value] : [value];
  let used = 0;
  const text = format.replace(directive, (_, name, flags, width, precision, type) => {
    if (type === "%") return "%";
    const one =
      name === undefined ? required(values[used++]) : required(value instanceof Map ? value.get(name) : undefined);
    const written = writers[type]?.(one, precision) ?? "";
    return padded(written, flags, width, !"src".includes(type));
  });
  const isSequence = Array.isArray(value) && !(value instanceof Tuple);
  const isUnused = used < values.length && !(value instanceof Map) && !isSequence;
  if (isUnused) throw new TemplateRenderError("TypeError", "not all arguments converted during string formatting");
  boundedLength(text.length);
  return text;
}

/** `format.format(…)`, for plain fields with a width or a precision. */
export function formatBraces(format: string, { positional, named }: Given): string {
  let next = 0;
  const text = format.replace(/\{\{|\}\}|\{(\w*)(?::([^{}]*))?\}/g, (all, field, spec = "") => {
    if (all === "{{" || all === "}}") return all.slice(1);
    const value =
      field === "" ? positional[next++] : /^\d+$/.test(field) ? positional[Number(field)] : named.get(field);
    if (value === undefined) {
      throw new TemplateRenderError(
        field === "" || /^\d+$/.test(field) ? "IndexError" : "KeyError",
        field === "" ? "Replacement index out of range for positional args tuple" : field,
      );
    }
    return withSpec(value, spec);
  });
  boundedLength(text.length);
  return text;
}

const specification = /^(?:(.)?([<>^]))?([+ ])?(0)?(\d+)?(,)?(?:\.(\d+))?([sdfeEgxXo%])?$/u;

/** A value as `format(value, spec)` writes it. */
export function withSpec(value: Value, spec: string): string {
  if (value instanceof Undefined) return "";
  if (value instanceof TemplateObject) {
    const format: unknown = Reflect.get(value, "format");
    return spec !== "" && typeof format === "function" ? String(format.call(value, spec)) : value.text();
  }
  if (spec === "") return textOf(value);
  const match = specification.exec(spec);
  if (!match) throw new TemplateRenderError("ValueError", "Invalid format specifier");
  const [, fill = match[4] ?? " ", given, sign = "", , width = "0", grouping, precision, type] = match;
  const isNumeric = isNumber(value) && typeof value !== "boolean";
  const kind = type ?? (isNumeric ? (precision === undefined ? "plain" : "g") : "s");
  const percent = kind === "%" ? `${fixed(numberIn(value, "%") * 100, digitsOf(precision))}%` : undefined;
  const body = percent ?? (kind === "plain" ? textOf(value) : (writers[kind]?.(value, precision) ?? textOf(value)));
  const grouped = grouping ? body.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ",")) : body;
  const signed = isNumeric && sign !== "" && !grouped.startsWith("-") ? sign + grouped : grouped;
  const size = Number(width);
  boundedLength(size);
  const align = given ?? (isNumeric ? ">" : "<");
  if (align === "<") return signed.padEnd(size, fill);
  if (align === ">") return signed.padStart(size, fill);
  const left = Math.max(0, Math.floor((size - signed.length) / 2));
  return signed.padStart(signed.length + left, fill).padEnd(size, fill);
}
