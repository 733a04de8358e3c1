import { boundedLength, boundedList } from "./budget.ts";
import { formatPercent } from "./formatting.ts";
import { TemplateRenderError } from "./render-error.ts";
import {
  Float,
  floatOf,
  isFloatValue,
  isNumber,
  iterate,
  numberValue,
  TemplateObject,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from "./values.ts";

const unsupported = (operator: string, left: Value, right: Value): never => {
  throw new TemplateRenderError(
    "TypeError",
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
};

const divided = (divisor: number): number => {
  if (divisor === 0) throw new TemplateRenderError("ZeroDivisionError", "division by zero");
  return divisor;
};

const arithmetic: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / divided(b),
  "//": (a, b) => Math.floor(a / divided(b)),
  "%": (a, b) => a - Math.floor(a / divided(b)) * b,
  "**": (a, b) => a ** b,
};

function calculate(operator: string, left: number | Float | boolean, right: number | Float | boolean): Value {
  const result = arithmetic[operator]?.(numberValue(left), numberValue(right)) ?? Number.NaN;
  const isFloat = operator === "/" || isFloatValue(left) || isFloatValue(right) || !Number.isInteger(result);
  return isFloat ? floatOf(result) : result;
}

function repeat(value: Value, times: number | Float | boolean): Value | undefined {
  if (isFloatValue(times)) return undefined;
  const count = Math.max(0, numberValue(times));
  if (typeof value === "string") {
    boundedLength(value.length * count);
    return value.repeat(count);
  }
  if (!Array.isArray(value)) return undefined;
  boundedList(value.length * count);
  const items = Array.from({ length: count }, () => value).flat(1);
  return value instanceof Tuple ? Tuple.from(items) : items;
}

function add(left: Value, right: Value): Value | undefined {
  if (typeof left === "string" && typeof right === "string") {
    boundedLength(left.length + right.length);
    return left + right;
  }
  if (!Array.isArray(left) || !Array.isArray(right)) return undefined;
  boundedList(left.length + right.length);
  return left instanceof Tuple ? Tuple.from([...left, ...right]) : [...left, ...right];
}

/** What operators do to other values than numbers; undefined where they do nothing. */
const specials: Readonly<Record<string, (left: Value, right: Value) => Value | undefined>> = {
  "+": add,
  "*": (left, right) => {
    if (isNumber(right)) return repeat(left, right);
    return isNumber(left) ? repeat(right, left) : undefined;
  },
  "-": (left, right) => (left instanceof TemplateObject ? minus(left, right) : undefined),
};

/** `left operator right` for the operators of arithmetic. */
export function binary(operator: string, left: Value, right: Value): Value {
  if (left instanceof Undefined) left.fail();
  if (right instanceof Undefined) right.fail();
  if (operator === "%" && typeof left === "string") return formatPercent(left, right);
  if (isNumber(left) && isNumber(right)) return calculate(operator, left, right);
  const special = specials[operator]?.(left, right);
  if (special !== undefined) return special;
  return unsupported(operator === "**" ? "** or pow()" : operator, left, right);
}

/** Objects that can be subtracted from each other say so with a method. */
function minus(left: TemplateObject, right: Value): Value | undefined {
  const method: unknown = Reflect.get(left, "minus");
  return typeof method === "function" ? method.call(left, right) : undefined;
}

export function negate(value: Value, operator: string): Value {
  if (value instanceof Undefined) value.fail();
  if (!isNumber(value)) {
    throw new TemplateRenderError("TypeError", `bad operand type for unary ${operator}: '${typeName(value)}'`);
  }
  const number = operator === "-" ? -numberValue(value) : numberValue(value);
  return value instanceof Float ? new Float(number) : number;
}

export function isEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (isNumber(left) && isNumber(right)) return numberValue(left) === numberValue(right);
  if (left instanceof Undefined) return right instanceof Undefined;
  if (Array.isArray(left) && Array.isArray(right)) {
    const isSameKind = left instanceof Tuple === right instanceof Tuple;
    return isSameKind && left.length === right.length && left.every((item, at) => isEqual(item, right[at] ?? null));
  }
  if (left instanceof Map && right instanceof Map) {
    return (
      left.size === right.size &&
      [...left].every(([key, item]) => right.has(key) && isEqual(item, right.get(key) ?? null))
    );
  }
  return left instanceof TemplateObject && left.equals(right);
}

/** Below, equal or above zero, as `left` comes before, with or after `right`. */
export function order(left: Value, right: Value, operator = "<"): number {
  if (left instanceof Undefined) left.fail();
  if (right instanceof Undefined) right.fail();
  if (isNumber(left) && isNumber(right)) return numberValue(left) - numberValue(right);
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : Number(left > right);
  if (Array.isArray(left) && Array.isArray(right)) {
    for (const [at, item] of left.entries()) {
      const other = right[at];
      if (other === undefined) break;
      if (!isEqual(item, other)) return order(item, other, operator);
    }
    return left.length - right.length;
  }
  const sortKey = (value: Value) => (value instanceof TemplateObject ? Reflect.get(value, "sortKey") : undefined);
  const [a, b]: unknown[] = [sortKey(left), sortKey(right)];
  if (typeof a === "number" && typeof b === "number") return a - b;
  throw new TemplateRenderError(
    "TypeError",
    `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

export function contains(container: Value, member: Value): boolean {
  if (typeof container === "string") {
    if (typeof member !== "string") {
      throw new TemplateRenderError(
        "TypeError",
        `'in <string>' requires string as left operand, not ${typeName(member)}`,
      );
    }
    return container.includes(member);
  }
  if (container instanceof Map && container.has(member)) return true;
  if (container instanceof TemplateObject && container.item(member) !== undefined) return true;
  return iterate(container).some((item) => isEqual(item, member));
}

/** `left operator right` for the operators that compare. */
export function compare(operator: string, left: Value, right: Value): boolean {
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
    case "<":
      return order(left, right, operator) < 0;
    case "<=":
      return order(left, right, operator) <= 0;
    case ">":
      return order(left, right, operator) > 0;
    default:
      return order(left, right, operator) >= 0;
  }
}
