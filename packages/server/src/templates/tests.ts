import { contains, isEqual, order } from "./operations.ts";
import {
  Callable,
  isFloatValue,
  isNumber,
  numberValue,
  TemplateObject,
  textOf,
  Undefined,
  type Value,
} from "./values.ts";

type Test = (value: Value, other: Value) => boolean;

const isNumeric = (value: Value): value is number => isNumber(value) && typeof value !== "boolean";
const isSequence = (value: Value) => typeof value === "string" || Array.isArray(value) || value instanceof Map;
const remainder = (value: Value, by: number) => (isNumber(value) ? numberValue(value) % by : Number.NaN);

/** Jinja's tests; `other` is what stands behind the name, if anything does. */
export const tests: Readonly<Record<string, Test>> = {
  boolean: (value) => typeof value === "boolean",
  callable: (value) => value instanceof Callable || value instanceof Undefined,
  defined: (value) => !(value instanceof Undefined),
  divisibleby: (value, by) => isNumber(by) && remainder(value, numberValue(by)) === 0,
  eq: isEqual,
  equalto: isEqual,
  "==": isEqual,
  escaped: () => false,
  even: (value) => remainder(value, 2) === 0,
  false: (value) => value === false,
  float: (value) => isNumeric(value) && isFloatValue(value),
  ge: (value, other) => order(value, other, ">=") >= 0,
  ">=": (value, other) => order(value, other, ">=") >= 0,
  gt: (value, other) => order(value, other, ">") > 0,
  greaterthan: (value, other) => order(value, other, ">") > 0,
  ">": (value, other) => order(value, other, ">") > 0,
  in: (value, container) => contains(container, value),
  integer: (value) => isNumeric(value) && !isFloatValue(value),
  iterable: (value) =>
    isSequence(value) ||
    value instanceof Undefined ||
    (value instanceof TemplateObject && value.iterate() !== undefined),
  le: (value, other) => order(value, other, "<=") <= 0,
  "<=": (value, other) => order(value, other, "<=") <= 0,
  lower: (value) => textOf(value) !== textOf(value).toUpperCase() && textOf(value) === textOf(value).toLowerCase(),
  lt: (value, other) => order(value, other, "<") < 0,
  lessthan: (value, other) => order(value, other, "<") < 0,
  "<": (value, other) => order(value, other, "<") < 0,
  mapping: (value) => value instanceof Map,
  ne: (value, other) => !isEqual(value, other),
  "!=": (value, other) => !isEqual(value, other),
  none: (value) => value === null,
  number: (value) => isNumber(value),
  odd: (value) => Math.abs(remainder(value, 2)) === 1,
  sameas: (value, other) => value === other,
  sequence: isSequence,
  string: (value) => typeof value === "string",
  true: (value) => value === true,
  undefined: (value) => value instanceof Undefined,
  upper: (value) => textOf(value) !== textOf(value).toLowerCase() && textOf(value) === textOf(value).toUpperCase(),
};
