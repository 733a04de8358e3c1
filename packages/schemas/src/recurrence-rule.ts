/** Frequencies, the longest period first. */
export const frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"] as const;
export type Frequency = (typeof frequencies)[number];

/** 0 is Monday; `nth` counts within the month or year, from its end if negative. */
export interface NthWeekday {
  weekday: number;
  nth: number | null;
}

/** One rule. Times are what a wall clock shows, as the milliseconds that UTC would have then. */
export interface RecurrenceRule {
  freq: Frequency;
  interval: number;
  count: number | null;
  until: number | null;
  weekStart: number;
  byweekday: NthWeekday[];
  bysetpos: number[];
  bymonth: number[];
  bymonthday: number[];
  byyearday: number[];
  byweekno: number[];
  byhour: number[];
  byminute: number[];
  bysecond: number[];
}

export interface Recurrence {
  /** Null where the text has none. */
  start: number | null;
  rules: RecurrenceRule[];
  excludedRules: RecurrenceRule[];
  dates: number[];
  excludedDates: number[];
}

/** A text that is no recurrence; the message is the one of Python's dateutil. */
export class RecurrenceError extends Error {
  override name = "RecurrenceError";
}

const fail = (message: string): never => {
  throw new RecurrenceError(message);
};

const lists = {
  BYSETPOS: "bysetpos",
  BYMONTH: "bymonth",
  BYMONTHDAY: "bymonthday",
  BYYEARDAY: "byyearday",
  BYWEEKNO: "byweekno",
  BYHOUR: "byhour",
  BYMINUTE: "byminute",
  BYSECOND: "bysecond",
} as const;
const isList = (name: string): name is keyof typeof lists => Object.hasOwn(lists, name);
const isFrequency = (text: string): text is Frequency => frequencies.some((frequency) => frequency === text);

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

function weekdayOf(text: string): number {
  const weekday = weekdays.indexOf(text);
  return weekday < 0 ? fail(text) : weekday;
}

function integer(text: string): number {
  return /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : fail(text);
}

function nthWeekday(text: string): NthWeekday {
  const [, before = "", name = "", after = ""] = /^([+-]?\d*)([A-Z]+)(?:\(([+-]?\d+)\))?$/.exec(text) ?? fail(text);
  const nth = after || before;
  return { weekday: weekdayOf(name), nth: nth === "" ? null : integer(nth) || null };
}

/** A date and time as iCalendar writes them, and the usual ISO forms; a zone in it is ignored. */
function wallTime(text: string): number {
  const match =
    /^\s*(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?\s*$/.exec(text);
  const [, ...parts] = match ?? fail(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  const millis = Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(millis).getUTCDate() === day && hour < 24 && minute < 60 ? millis : fail(text);
}

function setField(rule: RecurrenceRule, name: string, value: string): boolean {
  if (isList(name)) rule[lists[name]] = value.split(",").map(integer);
  else if (name === "INTERVAL") rule.interval = integer(value);
  else if (name === "COUNT") rule.count = integer(value);
  else if (name === "UNTIL") rule.until = wallTime(value);
  else if (name === "WKST") rule.weekStart = weekdayOf(value);
  else if (name === "BYDAY" || name === "BYWEEKDAY") rule.byweekday = value.split(",").map(nthWeekday);
  else return false;
  return true;
}

const ranges = [
  ["byhour", "hour", 23],
  ["byminute", "minute", 59],
  ["bysecond", "second", 59],
] as const;

function check(rule: RecurrenceRule): void {
  if (rule.bysetpos.some((position) => position === 0 || Math.abs(position) > 366)) {
    fail("bysetpos must be between 1 and 366, or between -366 and -1");
  }
  for (const [field, unit, most] of ranges) {
    if (rule[field].some((value) => value < 0 || value > most)) fail(`${unit} must be in 0..${most}`);
  }
}

function parseRule(text: string): RecurrenceRule {
  const rule: RecurrenceRule = {
    freq: "YEARLY",
    interval: 1,
    count: null,
    until: null,
    weekStart: 0,
    byweekday: [],
    bysetpos: [],
    bymonth: [],
    bymonthday: [],
    byyearday: [],
    byweekno: [],
    byhour: [],
    byminute: [],
    bysecond: [],
  };
  let hasFrequency = false;
  for (const pair of text.split(";")) {
    const [name = "", value, ...rest] = pair.split("=");
    if (value === undefined) fail("not enough values to unpack (expected 2, got 1)");
    if (value === undefined || rest.length > 0) return fail("too many values to unpack (expected 2)");
    try {
      if (name === "FREQ") {
        rule.freq = isFrequency(value) ? value : fail(value);
        hasFrequency = true;
      } else if (!setField(rule, name, value)) {
        return fail(`unknown parameter '${name}'`);
      }
    } catch (error) {
      if (!(error instanceof RecurrenceError) || error.message.startsWith("unknown")) throw error;
      fail(`invalid '${name}': ${value}`);
    }
  }
  if (!hasFrequency) fail("no FREQ");
  check(rule);
  return rule;
}

function addLine(recurrence: Recurrence, line: string): void {
  const colon = line.indexOf(":");
  const [name = "", ...parameters] = (colon < 0 ? "RRULE" : line.slice(0, colon)).split(";");
  const value = line.slice(colon + 1);
  const isDates = name === "EXDATE" || name === "DTSTART";
  const unsupported = parameters.find(
    (parameter) =>
      !(isDates ? /^(TZID=.*|VALUE=DATE(-TIME)?)$/ : name === "RDATE" ? /^VALUE=DATE-TIME$/ : /^$/).test(parameter),
  );
  if (unsupported !== undefined) fail(`unsupported ${isDates ? "parm: " : `${name} parm: `}${unsupported}`);
  if (name === "RRULE") recurrence.rules.push(parseRule(value));
  else if (name === "EXRULE") recurrence.excludedRules.push(parseRule(value));
  else if (name === "RDATE") recurrence.dates.push(...value.split(",").map(wallTime));
  else if (name === "EXDATE") recurrence.excludedDates.push(...value.split(",").map(wallTime));
  else if (name !== "DTSTART") fail(`unsupported property: ${name}`);
  else if (value.includes(",")) fail(`Multiple DTSTART values specified:${value}`);
  else recurrence.start = wallTime(value);
}

/** The rules and dates of an iCalendar text, one a line or word. Throws RecurrenceError. */
export function parseRecurrence(text: string): Recurrence {
  const upper = text.toUpperCase();
  if (upper.trim() === "") fail("empty string");
  const recurrence: Recurrence = { start: null, rules: [], excludedRules: [], dates: [], excludedDates: [] };
  for (const line of upper.trim().split(/\s+/)) addLine(recurrence, line);
  return recurrence;
}

const longest = 6500;

/** What is wrong with the rule of a schedule. */
export function recurrenceComplaint(text: string): string | undefined {
  try {
    parseRecurrence(text);
  } catch (error) {
    if (error instanceof RecurrenceError) return `Invalid RRule string "${text}": ${error.message}`;
    throw error;
  }
  return text.length > longest
    ? `Invalid RRule string "${text.slice(0, 40)}..."\nMax length is ${longest}, got ${text.length}`
    : undefined;
}

/** Where rules begin that do not say it: 2020-01-01, on a wall clock. */
export const defaultStart = Date.UTC(2020, 0, 1);

const stamp = (millis: number) => new Date(millis).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");

/**
 * The text with its start written into it. Rules by the minute or second without a count begin shortly before `now`, a
 * wall time, at a moment that they would have reached from the default start: nobody walks there then.
 */
export function withStart(text: string, now: number): string {
  if (/DTSTART/i.test(text)) return text;
  const { rules, excludedRules, dates, excludedDates } = parseRecurrence(text);
  const [rule] = rules;
  // dateutil refuses an end with a zone for a start without one, and the text stays as it is.
  if (/UNTIL=[^;\s]*Z/i.test(text)) return text;
  const isAlone = rules.length === 1 && excludedRules.length + dates.length + excludedDates.length === 0;
  const unit = rule?.freq === "SECONDLY" ? 1000 : rule?.freq === "MINUTELY" ? 60_000 : 0;
  const period = isAlone && rule?.count === null ? unit * rule.interval : 0;
  const steps = period > 0 ? Math.max(0, Math.floor((now - defaultStart) / period)) : 0;
  return `DTSTART:${stamp(defaultStart + steps * period)}\n${text}`;
}
