import { methodOf } from "./methods.ts";
import { TemplateRenderError } from "./render-error.ts";
import {
  isNumber,
  numberValue,
  orElse,
  orUndefined,
  TemplateObject,
  textOf,
  Tuple,
  typeName,
  Undefined,
  Unsafe,
  type Value,
} from "./values.ts";

function member(object: Value, key: Value): Value | undefined {
  if (object instanceof Map) return object.get(key);
  if (object instanceof TemplateObject) return object.item(key);
  if (!isNumber(key)) return undefined;
  const items = typeof object === "string" ? [...object] : object;
  return Array.isArray(items) ? items.at(Math.trunc(numberValue(key))) : undefined;
}

function attribute(object: Value, name: string): Value | undefined {
  if (name.startsWith("_")) return undefined;
  return object instanceof TemplateObject ? object.attribute(name) : methodOf(object, name);
}

const changing: Record<string, readonly string[]> = {
  list: ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"],
  dict: ["clear", "pop", "popitem", "setdefault", "update"],
};

/** Whether Python has the attribute, and its sandbox keeps it away from templates. */
const isUnsafe = (object: Value, name: string): boolean =>
  name.startsWith("_") || (changing[typeName(object)]?.includes(name) ?? false);

/** `object.name`: an attribute, else a member; what is missing is undefined, and so is all that is in it. */
export function getAttribute(object: Value, name: string): Value {
  if (object instanceof Undefined) return object;
  const found = orElse(attribute(object, name), () => member(object, name));
  if (found !== undefined) return found;
  return isUnsafe(object, name) ? new Unsafe(name, typeName(object)) : new Undefined(name);
}

/** `object[key]`: a member, else an attribute. */
export function getItem(object: Value, key: Value): Value {
  if (object instanceof Undefined) return object;
  const found = orElse(member(object, key), () => (typeof key === "string" ? attribute(object, key) : undefined));
  return orUndefined(found, textOf(key));
}

/** `object[start:stop:step]` */
export function getSlice(object: Value, start: number | null, stop: number | null, step: number | null): Value {
  if (object instanceof Undefined) return object;
  if (typeof object !== "string" && !Array.isArray(object)) {
    throw new TemplateRenderError("TypeError", `'${typeName(object)}' object is not subscriptable`);
  }
  if (step === 0) throw new TemplateRenderError("ValueError", "slice step cannot be zero");
  const by = step ?? 1;
  const items: Value[] = typeof object === "string" ? [...object] : object;
  const size = items.length;
  const place = (value: number | null, otherwise: number) => {
    if (value === null) return otherwise;
    const at = value < 0 ? value + size : value;
    return by > 0 ? Math.min(Math.max(at, 0), size) : Math.min(Math.max(at, -1), size - 1);
  };
  const from = place(start, by > 0 ? 0 : size - 1);
  const to = place(stop, by > 0 ? size : -1);
  const picked: Value[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) picked.push(items[at] ?? null);
  if (typeof object === "string") return picked.map(textOf).join("");
  return object instanceof Tuple ? Tuple.from(picked) : picked;
}
