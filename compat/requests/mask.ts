import { isRandomName } from "../harness/names.ts";
import { MEASURED } from "../harness/normalise.ts";
import { byText, isObject, type Json, type JsonObject, parseJson } from "../harness/json.ts";
import type { Step } from "./step.ts";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const TIME = /(\d{4})-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?/g;
const TEXT_OR_FLOAT = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?[eE][+-]?\d+|-?\d+\.0(?!\d)/g;
const PAGE_TOKEN = /page-token=[^"&]+/g;
/** Lists that are sets to the reference. */
const SETS = new Set(["capabilities"]);
/** Texts that may be random names. */
const NAMES = new Set(["name", "label"]);
const COUNTED = new Set([...MEASURED, "sum_estimated_run_time", "sum_estimated_lateness", "time_in_current_state"]);
/** Fields that are floats to every client that knows their type, with or without a fraction. */
const FLOATS = new Set([
  "retry_delay_seconds",
  "retry_delay",
  "slot_decay_per_second",
  "interval",
  "within",
  "schedule_after",
  "ge",
  "gt",
  "le",
  "lt",
]);

/** What an answer's text must show as it was in each run: names for ids, and the server's address. */
export interface Masks {
  /** What was kept, as `<name>`, by its value. */
  names: ReadonlyMap<string, string>;
  origin: string;
}

/** Parses an answer. Integers that were written as floats (`3.0`) become texts, since clients in Python tell them apart. */
export function readAnswer(text: string): Json {
  const marked = text.replace(TEXT_OR_FLOAT, (found) => (found.startsWith('"') ? found : floatText(Number(found))));
  try {
    return parseJson(marked);
  } catch {
    return text;
  }
}

const floatText = (value: number) => (Number.isInteger(value) ? `"float ${value}"` : String(value));

/** Plain numbers in place of those that are told apart. */
const withoutFloats = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withoutFloats);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutFloats(item)]));
  return typeof value === "string" && value.startsWith("float ") ? Number(value.slice(6)) : value;
};

/** The answer without what differs from run to run. */
export function maskAnswer(value: Json, step: Step, masks: Masks): Json {
  const masked = maskValue(value, step, masks, "");
  return step.unordered && !isError(masked) ? sorted(masked) : masked;
}

const isError = (value: Json) => isObject(value) && "exception_detail" in value;

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.toSorted(byText);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}

function maskValue(value: Json, step: Step, masks: Masks, key: string): Json {
  if (step.hide?.includes(key)) return value === null ? null : "<hidden>";
  if (COUNTED.has(key) && typeof value !== "object") return value === 0 || value === "float 0" ? 0 : "<measured>";
  if (FLOATS.has(key)) return withoutFloats(value);
  if (typeof value === "string") return NAMES.has(key) && isRandomName(value) ? "<random>" : maskText(value, masks);
  if (Array.isArray(value)) {
    const items = value.map((item) => maskValue(item, step, masks, ""));
    return SETS.has(key) ? items.toSorted(byText) : items;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [maskText(name, masks), maskValue(item, step, masks, name)]),
  );
}

/** Times of these years, ids that were kept, and ids that are not made of a few digits, as scenarios write theirs. */
export function maskText(text: string, { names, origin }: Masks): string {
  const year = new Date().getUTCFullYear();
  return text
    .replaceAll(origin, "<server>")
    .replace(PAGE_TOKEN, "page-token=<token>")
    .replace(UUID, (id) => names.get(id.toLowerCase()) ?? (new Set(id).size <= 5 ? id : "<uuid>"))
    .replace(TIME, (time, written: string) => (Math.abs(Number(written) - year) <= 1 ? "<time>" : time));
}

/** Whether two values are equal, whatever the order of their keys. */
const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === undefined || b === undefined ? a === b : byText(a, b) === 0;
/** The same for what an error repeats, where checks of the reference have made floats of integers. */
const repeats = (a: Json | undefined, b: Json | undefined): boolean =>
  same(a && withoutFloats(a), b && withoutFloats(b));

/** What is said of an error, with the parts of the request that it repeats by reference. */
export function withoutEcho(answer: Json, sent: Json | undefined): Json {
  if (!isObject(answer) || !("exception_detail" in answer) || sent === undefined) return answer;
  const items = Array.isArray(answer.exception_detail) ? answer.exception_detail : [];
  return {
    ...answer,
    ...(repeats(answer.request_body, sent) && { request_body: "<sent>" }),
    exception_detail: items.map((item) => {
      if (!isObject(item)) return item;
      if (repeats(item.input, at(sent, item.loc))) return { ...item, input: "<there>" };
      if (repeats(item.input, sent)) return { ...item, input: "<sent>" };
      return { ...item, ...("input" in item && { input: withoutFloats(item.input ?? null) }) };
    }),
  };
}

function at(sent: Json, loc: Json | undefined): Json | undefined {
  if (!Array.isArray(loc) || loc[0] !== "body") return undefined;
  return loc.slice(1).reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) return typeof key === "number" ? value[key] : undefined;
    return isObject(value) ? value[String(key)] : undefined;
  }, sent);
}

/** Shows an object whose id has a name in full only once for each set of its keys, and from then on what has changed in it. */
export class Changes {
  readonly #shown = new Map<string, JsonObject>();

  of(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.of(item));
    if (!isObject(value)) return value;
    const { id } = value;
    if (typeof id !== "string" || !id.startsWith("<") || id === "<uuid>") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.of(item)]));
    }
    const shape = JSON.stringify([id, Object.keys(value).toSorted()]);
    const before = this.#shown.get(shape);
    this.#shown.set(shape, value);
    if (before === undefined) return value;
    const changed = Object.entries(value).filter(([key, item]) => !same(item, before[key]));
    return changed.length === 0 ? id : { id, ...Object.fromEntries(changed) };
  }
}
