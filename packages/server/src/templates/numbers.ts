import { repr } from "@prefect-ts/schemas/validation/python";
import { TemplateRenderError } from "./render-error.ts";
import { isNumber, numberValue, typeName, Undefined, type Value } from "./values.ts";

const digits = String.raw`\d+(?:_\d+)*`;
const floatText = new RegExp(
  `^[+-]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:e[+-]?${digits})?$|^[+-]?(?:inf(?:inity)?|nan)$`,
  "i",
);
const integerText = new RegExp(`^[+-]?${digits}$`);

function parsedFloat(text: string): number | undefined {
  const trimmed = text.trim();
  if (!floatText.test(trimmed)) return undefined;
  if (/nan/i.test(trimmed)) return Number.NaN;
  if (/inf/i.test(trimmed)) return trimmed.startsWith("-") ? -Infinity : Infinity;
  return Number(trimmed.replaceAll("_", ""));
}

/** A value as Python's `float()` reads it; undefined where that is a ValueError or a TypeError. */
export function floatFrom(value: Value): number | undefined {
  if (value instanceof Undefined) value.fail();
  if (isNumber(value)) return numberValue(value);
  return typeof value === "string" ? parsedFloat(value) : undefined;
}

/** As {@link floatFrom}, and what is no number is an error. */
export function requiredFloat(value: Value): number {
  const number = floatFrom(value);
  if (number !== undefined) return number;
  throw typeof value === "string"
    ? new TemplateRenderError("ValueError", `could not convert string to float: ${repr(value)}`)
    : new TemplateRenderError(
        "TypeError",
        `float() argument must be a string or a real number, not '${typeName(value)}'`,
      );
}

/** A value that is a number, not a text of one. */
export function realNumber(value: Value): number {
  if (value instanceof Undefined) value.fail();
  if (isNumber(value)) return numberValue(value);
  throw new TemplateRenderError("TypeError", `must be real number, not ${typeName(value)}`);
}

/** A value as Python's `int()` reads it; undefined where that is a ValueError or a TypeError. */
export function integerFrom(value: Value): bigint | undefined {
  if (value instanceof Undefined) value.fail();
  if (typeof value === "string") {
    const text = value.trim();
    return integerText.test(text) ? BigInt(text.replaceAll("_", "").replace(/^\+/, "")) : undefined;
  }
  if (!isNumber(value)) return undefined;
  const number = numberValue(value);
  return Number.isNaN(number) ? undefined : wholePart(number);
}

/** A number without its fraction; an error where it has no end or is none. */
export function wholePart(number: number): bigint {
  if (Number.isNaN(number)) throw new TemplateRenderError("ValueError", "cannot convert float NaN to integer");
  if (Number.isFinite(number)) return BigInt(Math.trunc(number));
  throw new TemplateRenderError("OverflowError", "cannot convert float infinity to integer");
}

/** The whole number next to a number; from halfway between two, the even one, as Python's `round()`. */
export function halfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** The digits before the point in groups of three. */
export const withCommas = (text: string): string =>
  text.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
