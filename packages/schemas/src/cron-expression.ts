/** What one field of a cron expression accepts; undefined stands for everything. */
export type CronField = ReadonlySet<number> | undefined;

/** A cron expression with its fields spelt out, as croniter reads it. */
export interface CronExpression {
  minutes: CronField;
  hours: CronField;
  days: CronField;
  /** Whether the last day of each month is one of `days`. */
  lastDay: boolean;
  months: CronField;
  /** 0 is Sunday. */
  weekdays: CronField;
  /** For weekdays that only count as the n-th or the last (-1) of their month. */
  nthWeekdays: ReadonlyMap<number, ReadonlySet<number>>;
  /** Undefined also where the expression has no such field: on the full minute only. */
  seconds: CronField;
  hasSeconds: boolean;
  years: CronField;
}

class BadCronError extends Error {}

const named = (names: string, first: number) => new Map(names.split(" ").map((name, i) => [name, first + i]));
const none = new Map<string, number>();

/** In the order in which an expression writes them. */
const fields = [
  { first: 0, last: 59, names: none },
  { first: 0, last: 23, names: none },
  { first: 1, last: 31, names: none },
  { first: 1, last: 12, names: named("jan feb mar apr may jun jul aug sep oct nov dec", 1) },
  { first: 0, last: 6, names: named("sun mon tue wed thu fri sat", 0) },
  { first: 0, last: 59, names: none },
  { first: 1970, last: 2099, names: none },
] as const;
const dayField = 2;
const weekdayField = 4;

const aliases = new Map([
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

interface Parsing {
  index: number;
  /** Of the expression. */
  fieldCount: number;
  values: Set<number>;
  all: boolean;
  last: boolean;
  nth: Map<number, Set<number>>;
}

const fieldAt = (index: number) => fields[index] ?? fields[0];

/** Sunday may be 7, but only in the five fields of old. */
const canonical = (value: number, { index, fieldCount }: Parsing): number =>
  index === weekdayField && value === 7 && fieldCount === 5 ? 0 : value;

function numberOf(text: string, parsing: Parsing): number {
  const value = /^\d+$/.test(text) ? Number(text) : fieldAt(parsing.index).names.get(text);
  if (value === undefined) throw new BadCronError(text);
  return canonical(value, parsing);
}

const numbers = (from: number, to: number, step: number): number[] =>
  from > to ? [] : Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

/** A range that runs over the end of its field, e.g. Friday to Monday, in steps that go on at the beginning. */
function wrapped(low: number, high: number, step: number, first: number, last: number): number[] {
  const head = numbers(low, last, step);
  const end = head.at(-1) ?? last;
  const skipped = last - end;
  const toSkip = end - first + step > last - first + 1 && skipped < step ? step - skipped : 0;
  return [...head, ...numbers(first + toSkip, high, step)];
}

function rangeOf(low: number, high: number, step: number, { index }: Parsing): number[] {
  const { first, last } = fieldAt(index);
  if (step < 1 || Math.max(low, high) > last) throw new BadCronError();
  if (low > high) return wrapped(low, high, step, first, last);
  return low === high ? numbers(first, last, step) : numbers(low, high, step);
}

function addValue(value: number, parsing: Parsing, nth: number | undefined): void {
  const { first, last } = fieldAt(parsing.index);
  if (value < first || value > last) throw new BadCronError();
  parsing.values.add(value);
  if (nth !== undefined) parsing.nth.set(value, (parsing.nth.get(value) ?? new Set()).add(nth));
}

const nthWeekday = /^(?:(\w+(?:-\w+)?)#|l)(\d+)$/;

/** One of the alternatives between commas: `*`, `5`, `1-5`, `*\/10`, `10/5`, `mon#2`, `l5`, `l`. */
function addPart(part: string, parsing: Parsing): void {
  const { first, last } = fieldAt(parsing.index);
  let text = part;
  let nth: number | undefined;
  const special = parsing.index === weekdayField ? nthWeekday.exec(part) : null;
  if (special) {
    const [, weekday, number = ""] = special;
    text = weekday ?? number;
    nth = weekday === undefined ? -1 : Number(number);
    if (nth === 0 || nth > 5) throw new BadCronError();
  }
  if (text === "*") {
    parsing.all = true;
    return;
  }
  if (text === "l" && parsing.index === dayField) {
    parsing.last = true;
    return;
  }
  if (text === "r") text = String(first);
  const stepped = text.replace(/^\*(?=\/)/, `${first}-${last}`).replace(/^([^-/]+)\/(\d+)$/, `$1-${last}/$2`);
  const range = /^([^-]+)-([^-/]+)(?:\/(\d+))?$/.exec(stepped);
  if (!range) {
    addValue(numberOf(text, parsing), parsing, nth);
    return;
  }
  const [, low = "", high = "", step = "1"] = range;
  const end = high === "l" && parsing.index === dayField ? "31" : high;
  for (const value of rangeOf(numberOf(low, parsing), numberOf(end, parsing), Number(step), parsing)) {
    addValue(value, parsing, nth);
  }
}

function parseField(text: string, index: number, fieldCount: number): Parsing {
  const parsing: Parsing = { index, fieldCount, values: new Set(), all: false, last: false, nth: new Map() };
  const isQuestion = text === "?" && (index === dayField || index === weekdayField);
  for (const part of (isQuestion ? "*" : text).split(",")) addPart(part, parsing);
  return parsing;
}

/** Whether a field that lists everything counts as `*`: days and weekdays do only beside a `*`. */
function listsAll({ index, values }: Parsing, texts: readonly string[]): boolean {
  const { first, last } = fieldAt(index);
  if (values.size <= last - first) return false;
  const other = index === dayField ? texts[weekdayField] : index === weekdayField ? texts[dayField] : "*";
  return other?.includes("*") === true;
}

const parsed = (text: string): CronExpression => {
  const lower = text.toLowerCase();
  const texts = (aliases.get(lower) ?? lower).trim().split(/\s+/);
  if (texts.length < 5 || texts.length > 7) throw new BadCronError();
  const parts = texts.map((field, index) => parseField(field, index, texts.length));
  const valuesOf = (index: number): CronField => {
    const part = parts[index];
    const isAll = part === undefined || (part.all && part.values.size === 0 && !part.last) || listsAll(part, texts);
    return isAll || part.all ? undefined : part.values;
  };
  const [, , days, , weekdays] = parts;
  const nth = weekdays?.nth ?? new Map();
  if (nth.size > 0 && nth.size < (weekdays?.values.size ?? 0) && (weekdays?.values.size ?? 0) < 7)
    throw new BadCronError();
  return {
    minutes: valuesOf(0),
    hours: valuesOf(1),
    days: valuesOf(2),
    lastDay: days?.last ?? false,
    months: valuesOf(3),
    weekdays: valuesOf(4),
    nthWeekdays: nth,
    hasSeconds: texts.length > 5,
    seconds: valuesOf(5),
    years: valuesOf(6),
  };
};

/** The expression's fields; undefined where it is no cron expression. */
export function parseCron(text: string): CronExpression | undefined {
  try {
    return parsed(text);
  } catch (error) {
    if (error instanceof BadCronError) return undefined;
    throw error;
  }
}

export const isValidCron = (text: string): boolean => parseCron(text) !== undefined;
