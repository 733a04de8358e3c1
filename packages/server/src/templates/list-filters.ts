import { getItem } from "./access.ts";
import type { Arguments } from "./arguments.ts";
import { boundedList, boundedText } from "./budget.ts";
import type { Filter, FilterContext } from "./filter.ts";
import { binary, isEqual, order } from "./operations.ts";
import { TemplateRenderError } from "./render-error.ts";
import {
  isNumber,
  isTrue,
  iterate,
  orUndefined,
  reprText,
  TemplateObject,
  textOf,
  Tuple,
  Undefined,
  type Value,
} from "./values.ts";

/** A value's part by a path such as `a.0.b`. */
export function along(value: Value, path: Value): Value {
  if (isNumber(path)) return getItem(value, path);
  return textOf(path)
    .split(".")
    .reduce<Value>((part, name) => getItem(part, /^\d+$/.test(name) ? Number(name) : name), value);
}

const picker = (path: Value | undefined, otherwise?: Value) => (value: Value) => {
  const part = path === undefined || path === null ? value : along(value, path);
  return part instanceof Undefined && otherwise !== undefined ? otherwise : part;
};

const caseless = (isCaseless: boolean) => (value: Value) =>
  isCaseless && typeof value === "string" ? value.toLowerCase() : value;

function sorted(items: Value[], key: (value: Value) => Value, reverse: boolean): Value[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  keyed.sort((a, b) => (reverse ? order(b.key, a.key) : order(a.key, b.key)));
  return keyed.map(({ item }) => item);
}

function sort(value: Value, given: Arguments): Value {
  const fold = caseless(!given.flag(1, false));
  const path = given.get(2);
  if (typeof path === "string" && path.includes(",")) {
    const pickers = path.split(",").map((part) => picker(part.trim()));
    return sorted(iterate(value), (item) => Tuple.from(pickers.map((pick) => fold(pick(item)))), given.flag(0, false));
  }
  const pick = picker(path);
  return sorted(iterate(value), (item) => fold(pick(item)), given.flag(0, false));
}

function dictSort(value: Value, given: Arguments): Value {
  if (!(value instanceof Map)) throw new TemplateRenderError("AttributeError", "object has no attribute 'items'");
  const at = given.text(1, "key") === "value" ? 1 : 0;
  const fold = caseless(!given.flag(0, false));
  const pairs: Value[] = [...value].map(([key, item]) => Tuple.of(key, item));
  return sorted(pairs, (pair) => fold(getItem(pair, at)), given.flag(2, false));
}

function unique(value: Value, given: Arguments): Value {
  const fold = caseless(!given.flag(0, false));
  const pick = picker(given.get(1));
  const seen: Value[] = [];
  return iterate(value).filter((item) => {
    const key = fold(pick(item));
    if (seen.some((other) => isEqual(other, key))) return false;
    seen.push(key);
    return true;
  });
}

const extreme =
  (sign: 1 | -1): Filter =>
  (value, given) => {
    const fold = caseless(!given.flag(0, false));
    const pick = picker(given.get(1));
    const items = iterate(value);
    const [first = new Undefined("item")] = items;
    return items.reduce((best, item) => (sign * order(fold(pick(item)), fold(pick(best))) > 0 ? item : best), first);
  };

function groupBy(value: Value, given: Arguments): Value {
  const fold = caseless(!given.flag(2, false));
  const pick = picker(given.require(0), given.get(1));
  const items = sorted(iterate(value), (item) => fold(pick(item)), false);
  const groups: { key: Value; members: Value[] }[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && isEqual(fold(last.key), fold(pick(item)))) last.members.push(item);
    else groups.push({ key: pick(item), members: [item] });
  }
  return groups.map(({ key, members }) => new Group(key, members));
}

/** A pair that knows its parts by name. */
class Group extends TemplateObject {
  private readonly key: Value;
  private readonly members: Value[];

  constructor(key: Value, members: Value[]) {
    super();
    this.key = key;
    this.members = members;
  }

  attribute(name: string): Value | undefined {
    if (name === "grouper") return this.key;
    return name === "list" ? this.members : undefined;
  }

  override item(key: Value): Value | undefined {
    return typeof key === "number" ? this.iterate()[key] : undefined;
  }

  override iterate(): Value[] {
    return [this.key, this.members];
  }

  text(): string {
    return reprText(Tuple.from(this.iterate()));
  }
}

function batches(value: Value, given: Arguments): Value {
  const size = Math.max(1, given.integer(0));
  const items = iterate(value);
  const lines: Value[][] = [];
  for (let at = 0; at < items.length; at += size) lines.push(items.slice(at, at + size));
  const fill = given.get(1);
  const last = lines.at(-1);
  boundedList(size);
  if (fill !== undefined && fill !== null) while (last && last.length < size) last.push(fill);
  return lines;
}

function slices(value: Value, given: Arguments): Value {
  const count = Math.max(1, given.integer(0));
  boundedList(count);
  const items = iterate(value);
  const size = Math.floor(items.length / count);
  const larger = items.length % count;
  const fill = given.get(1);
  let at = 0;
  return Array.from({ length: count }, (_, index) => {
    const length = size + (index < larger ? 1 : 0);
    const slice = items.slice(at, at + length);
    at += length;
    if (fill !== undefined && fill !== null && index >= larger) slice.push(fill);
    return slice;
  });
}

/** The test of `select` and its like: by name, or whether the value is true. */
function chooser(given: Arguments, start: number, context: FilterContext): (value: Value) => boolean {
  const name = given.get(start);
  if (name === undefined) return isTrue;
  const rest = { positional: given.rest(start + 1), named: new Map(given.named) };
  return (value) => context.test(textOf(name), value, rest);
}

const selection =
  (keeps: boolean): Filter =>
  (value, given, context) => {
    const chosen = chooser(given, 0, context);
    return iterate(value).filter((item) => chosen(item) === keeps);
  };

const selectionByAttribute =
  (keeps: boolean): Filter =>
  (value, given, context) => {
    const path = given.require(0);
    const chosen = chooser(given, 1, context);
    return iterate(value).filter((item) => chosen(along(item, path)) === keeps);
  };

const map: Filter = (value, given, context) => {
  const path = given.named.get("attribute");
  if (path !== undefined) return iterate(value).map(picker(path, given.named.get("default")));
  const name = given.text(0);
  const rest = { positional: given.rest(1), named: new Map(given.named) };
  return iterate(value).map((item) => context.applyFilter(name, item, rest));
};

/** Filters of lists and the like. */
export const listFilters: Readonly<Record<string, Filter>> = {
  batch: batches,
  dictsort: dictSort,
  first: (value) => orUndefined(iterate(value)[0], "first"),
  groupby: groupBy,
  join: (value, given) =>
    boundedText(
      iterate(value)
        .map(picker(given.get(1)))
        .map(textOf)
        .join(given.text(0, "")),
    ),
  last: (value) => orUndefined(iterate(value).at(-1), "last"),
  list: (value) => iterate(value),
  map,
  max: extreme(1),
  min: extreme(-1),
  random: (value) => {
    const items = iterate(value);
    return orUndefined(items[Math.floor(Math.random() * items.length)], "random");
  },
  reject: selection(false),
  rejectattr: selectionByAttribute(false),
  reverse: (value) => (typeof value === "string" ? [...value].toReversed().join("") : iterate(value).toReversed()),
  select: selection(true),
  selectattr: selectionByAttribute(true),
  slice: slices,
  sort,
  sum: (value, given) =>
    iterate(value)
      .map(picker(given.get(0)))
      .reduce<Value>((sum, item) => binary("+", sum, item), given.get(1) ?? 0),
  unique,
};
