import { isRandomName } from "../harness/names.ts";
import { MEASURED } from "../harness/normalise.ts";
import { byText, isObject, type Json, type JsonObject, parseJson } from "../harness/json.ts";
import type { Step } from "./step.ts";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const TIME = /(\d{4})-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?/g;
const NUMBER_OR_TEXT = /"(?:[^"\\]|\\.)*"|-?\d+\.0(?![\d.eE])/g;
const PAGE_TOKEN = /page-token=[^"&]+/g;

/** What an answer's text must show as it was in each run: names for ids, and the server's address. */
export interface Masks {
  /** What was kept, as `<name>`, by its value. */
  names: ReadonlyMap<string, string>;
  origin: string;
}

/** Parses an answer. Integers that were written as floats (`3.0`) become texts, since clients in Python tell them apart. */
export function readAnswer(text: string): Json {
  const marked = text.replace(NUMBER_OR_TEXT, (found) => (found.startsWith('"') ? found : `"float ${found}"`));
  try {
    return parseJson(marked);
  } catch {
    return text;
  }
}

/** The answer without what differs from run to run. */
export function maskAnswer(value: Json, step: Step, masks: Masks): Json {
  const masked = maskValue(value, step, masks, "");
  return step.unordered ? sorted(masked) : masked;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.toSorted(byText);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}

function maskValue(value: Json, step: Step, masks: Masks, key: string): Json {
  if (step.hide?.includes(key)) return value === null ? null : "<hidden>";
  if (MEASURED.has(key) && typeof value !== "object") return value === 0 || value === "float 0.0" ? 0 : "<measured>";
  if (typeof value === "string") return key === "name" && isRandomName(value) ? "<random>" : maskText(value, masks);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, step, masks, ""));
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

/** What is said of an error, with the parts of the request that it repeats by reference. */
export function withoutEcho(answer: Json, sent: Json | undefined): Json {
  if (!isObject(answer) || !("exception_detail" in answer) || sent === undefined) return answer;
  const same = (a: Json | undefined, b: Json | undefined) => JSON.stringify(a) === JSON.stringify(b);
  const items = Array.isArray(answer.exception_detail) ? answer.exception_detail : [];
  return {
    ...answer,
    ...(same(answer.request_body, sent) && { request_body: "<sent>" }),
    exception_detail: items.map((item) => {
      if (!isObject(item)) return item;
      if (same(item.input, at(sent, item.loc))) return { ...item, input: "<there>" };
      return same(item.input, sent) ? { ...item, input: "<sent>" } : item;
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

/** Shows an object whose id has a name in full only once, and from then on what has changed in it. */
export class Changes {
  readonly #shown = new Map<string, JsonObject>();

  of(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.of(item));
    if (!isObject(value)) return value;
    const { id } = value;
    if (typeof id !== "string" || !id.startsWith("<") || id === "<uuid>") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.of(item)]));
    }
    const before = this.#shown.get(id);
    this.#shown.set(id, value);
    if (before === undefined) return value;
    const gone = Object.keys(before).filter((key) => !(key in value));
    const changed = Object.entries(value).filter(([key, item]) => JSON.stringify(item) !== JSON.stringify(before[key]));
    if (gone.length === 0 && changed.length === 0) return id;
    return { id, ...Object.fromEntries(changed), ...(gone.length > 0 && { "<gone>": gone }) };
  }
}
