import { isExactNumber, isFloat, numberOf } from "@prefect-ts/schemas/exact-json";
import { repr } from "@prefect-ts/schemas/validation/python";
import { floatText } from "@prefect-ts/schemas/validation/python";
import { TemplateRenderError } from "./render-error.ts";

/** What expressions of a template are worth: Python's values, as far as templates can get at them. */
export type Value =
  | string
  | number
  | Float
  | boolean
  | null
  | Undefined
  | Value[]
  | Map<Value, Value>
  | TemplateObject
  | Callable;

/** A whole number that is a float to Python: `2.0`. Other floats are plain numbers with a fraction. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** What a name or an attribute is worth that is not there; so are all attributes of it. */
export class Undefined {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  fail(): never {
    throw new TemplateRenderError("UndefinedError", `${repr(this.name)} is undefined`);
  }
}

/** What an attribute is worth that a template may not have: nothing, and an error to those who use it. */
export class Unsafe extends Undefined {
  private readonly owner: string;

  constructor(name: string, owner: string) {
    super(name);
    this.owner = owner;
  }

  override fail(): never {
    const message = `access to attribute ${repr(this.name)} of ${repr(this.owner)} object is unsafe.`;
    throw new TemplateRenderError("SecurityError", message);
  }
}

/** A list that cannot change; written with round brackets. */
export class Tuple extends Array<Value> {}

/** The arguments of a call. */
export interface Given {
  positional: Value[];
  named: Map<string, Value>;
}

export class Callable {
  readonly name: string;
  readonly call: (given: Given) => Value;

  constructor(name: string, call: (given: Given) => Value) {
    this.name = name;
    this.call = call;
  }
}

/** An object with attributes. What it does not name, templates cannot reach. */
export abstract class TemplateObject {
  /** Undefined where it has no such attribute. */
  abstract attribute(name: string): Value | undefined;
  /** As `str()` writes it. */
  abstract text(): string;

  item(_key: Value): Value | undefined {
    return undefined;
  }

  /** What `tojson` makes of it. */
  json(): unknown {
    throw new TemplateRenderError("TypeError", "Object is not JSON serializable");
  }

  /** Pairs or values, where it can be gone through. */
  iterate(): Value[] | undefined {
    return undefined;
  }

  equals(other: Value): boolean {
    return this === other;
  }
}

/** A JSON value as a template sees it. */
export function fromJson(json: unknown): Value {
  if (json === undefined || json === null) return null;
  if (typeof json === "string" || typeof json === "boolean" || typeof json === "number") return json;
  if (isExactNumber(json)) return isFloat(json) ? floatOf(numberOf(json)) : numberOf(json);
  if (Array.isArray(json)) return json.map(fromJson);
  return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
}

/** A float, in the form that stands for it. */
export const floatOf = (value: number): Value => (Number.isInteger(value) ? new Float(value) : value);

/** A value that is there, which None is too, or else another. */
export const orElse = <T>(value: Value | undefined, otherwise: () => T): Value | T =>
  value === undefined ? otherwise() : value;

/** The same, where nothing else stands for it. */
export const orUndefined = (value: Value | undefined, name: string): Value =>
  value === undefined ? new Undefined(name) : value;

export const isNumber = (value: Value): value is number | Float | boolean =>
  typeof value === "number" || typeof value === "boolean" || value instanceof Float;

export const isFloatValue = (value: Value): boolean =>
  value instanceof Float || (typeof value === "number" && !Number.isInteger(value));

export const numberValue = (value: number | Float | boolean): number =>
  value instanceof Float ? value.value : Number(value);

export function isTrue(value: Value): boolean {
  if (value instanceof Undefined || value === null) return false;
  if (typeof value === "string") return value !== "";
  if (isNumber(value)) return numberValue(value) !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof TemplateObject) return (value.iterate()?.length ?? 1) > 0;
  return true;
}

function numberText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? floatText(value) : value > 0 ? "inf" : "-inf";
}

/** A value as `str()` writes it. */
export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  return value instanceof Undefined ? "" : reprText(value);
}

/** A value as `repr()` writes it. */
export function reprText(value: Value): string {
  if (typeof value === "string") return repr(value);
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return numberText(value);
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Tuple) return `(${value.map(reprText).join(", ")}${value.length === 1 ? "," : ""})`;
  if (Array.isArray(value)) return `[${value.map(reprText).join(", ")}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${reprText(key)}: ${reprText(item)}`).join(", ")}}`;
  }
  return value instanceof Callable ? `<function ${value.name}>` : value.text();
}

export function typeName(value: Value): string {
  if (typeof value === "string") return "str";
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (isNumber(value)) return isFloatValue(value) ? "float" : "int";
  if (value instanceof Undefined) return "Undefined";
  if (Array.isArray(value)) return value instanceof Tuple ? "tuple" : "list";
  return value instanceof Map ? "dict" : "object";
}

/** The members of a value, as Python goes through them. Throws where it has none. */
export function iterate(value: Value): Value[] {
  if (typeof value === "string") return [...value];
  if (Array.isArray(value)) return [...value];
  if (value instanceof Map) return [...value.keys()];
  if (value instanceof Undefined) return [];
  const members = value instanceof TemplateObject ? value.iterate() : undefined;
  if (members) return members;
  throw new TemplateRenderError("TypeError", `'${typeName(value)}' object is not iterable`);
}
