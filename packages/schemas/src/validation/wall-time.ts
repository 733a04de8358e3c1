import { Timestamp } from "../timestamp.ts";

const firstSecond = -62_135_596_800;
const lastSecond = 253_402_300_799;
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The fields of a date and time as they were written. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Digits after the second. */
  fraction: string;
  /** Minutes east of Greenwich. */
  offset: number;
}

export const pad = (value: number, width: number): string => String(value).padStart(width, "0");

/** The length of a month; 0 for a month that is none. */
export const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (monthLengths[month - 1] ?? 0);

/** The instant in UTC, if the fields are within their ranges and the year is from 1 to 9999. */
export function instantOf(time: WallTime): Timestamp | undefined {
  const { year, month, day, hour, minute, second, fraction, offset } = time;
  if (year < 1 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  const micros = fraction.slice(0, 6).padEnd(6, "0");
  if (offset === 0) {
    const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
    return Timestamp.fromDatabase(`${date} ${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${micros}`);
  }
  const moved = new Date(0);
  moved.setUTCFullYear(year, month - 1, day);
  return atSecond(moved.setUTCHours(hour, minute - offset, second) / 1000, micros);
}

/** The instant some whole seconds after 1970 and some digits of a second, if its year is from 1 to 9999. */
export function atSecond(second: number, micros: string): Timestamp | undefined {
  if (!(second >= firstSecond && second <= lastSecond)) return undefined;
  const text = new Date(second * 1000).toISOString();
  return Timestamp.fromDatabase(`${text.slice(0, 10)} ${text.slice(11, 19)}.${micros}`);
}
