import { InvalidValue } from "../errors.ts";

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const ISO =
  /^([+-]?)P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
const ISO_UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, HOUR, MINUTE, 1];
const CLOCK = /^([+-]?)(?:(\d+) ?d(?:ays?)?(?:,? ?|$))?(?:(\d+):(\d{2}):(\d{2}(?:\.\d+)?))?$/i;

/**
 * Seconds of a duration: ISO 8601 (`PT1H`, `P1DT2H`), a clock (`01:00:00`), days and a clock (`3 days, 1:00:00`),
 * or a number. Text that is only a number is refused, as the reference does.
 */
export function parseDuration(input: unknown): number {
  if (typeof input === "number") return input;
  if (typeof input === "boolean") return Number(input);
  if (typeof input !== "string") throw new InvalidValue("Input should be a valid timedelta");
  const iso = ISO.exec(input);
  if (iso !== null && /\d/.test(input)) {
    const parts = iso.slice(2).map((part) => Number(part ?? 0));
    return signed(
      iso[1],
      parts.reduce((sum, part, index) => sum + part * (ISO_UNITS[index] ?? 0), 0),
    );
  }
  const clock = CLOCK.exec(input);
  if (clock !== null && /\d/.test(input)) {
    const [days, hours, minutes, seconds] = clock.slice(2).map((part) => Number(part ?? 0));
    return signed(clock[1], (days ?? 0) * DAY + (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0));
  }
  throw new InvalidValue(`Input should be a valid timedelta, ${reason(input)}`);
}

/** As `parseDuration`, but text that is a number is seconds. */
export function parseDurationOrSeconds(input: unknown): number {
  const seconds = typeof input === "string" && input.trim() !== "" ? Number(input) : Number.NaN;
  return Number.isFinite(seconds) ? seconds : parseDuration(input);
}

/** Seconds as ISO 8601 with days as the largest unit: `PT5M`, `P90D`, `PT0S`. */
export function toIsoDuration(seconds: number): string {
  const { sign, days, hours, minutes, rest } = split(seconds);
  const time = [hours > 0 ? `${hours}H` : "", minutes > 0 ? `${minutes}M` : "", rest > 0 ? `${rest}S` : ""].join("");
  const date = days > 0 ? `${days}D` : "";
  return `${sign}P${date}${time === "" ? "" : `T${time}`}${date + time === "" ? "T0S" : ""}`;
}

/** Seconds as Python prints a timedelta: `1:00:00`, `7 days, 0:00:00`, `-1 day, 23:59:55`. */
export function showDuration(seconds: number): string {
  const days = Math.floor(seconds / DAY);
  const { hours, minutes, rest } = split(seconds - days * DAY);
  const fraction = rest % 1 === 0 ? "" : `.${rest.toFixed(6).split(".")[1]}`;
  const clock = `${hours}:${pad(minutes)}:${pad(Math.trunc(rest))}${fraction}`;
  return days === 0 ? clock : `${days} day${Math.abs(days) === 1 ? "" : "s"}, ${clock}`;
}

/** Seconds in words, for messages: `1 hour`, `2 days and 5 seconds`. */
export function describeDuration(seconds: number): string {
  const { days, hours, minutes, rest } = split(seconds);
  const amounts: [number, string][] = [
    [days, "day"],
    [hours, "hour"],
    [minutes, "minute"],
    [rest, "second"],
  ];
  const words = amounts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}${amount === 1 ? "" : "s"}`);
  return words.join(" and ") || "0 seconds";
}

function signed(sign: string | undefined, seconds: number): number {
  return sign === "-" ? -seconds : seconds;
}

function pad(part: number): string {
  return String(part).padStart(2, "0");
}

function split(seconds: number) {
  const size = Math.abs(seconds);
  const days = Math.floor(size / DAY);
  const hours = Math.floor((size % DAY) / HOUR);
  const minutes = Math.floor((size % HOUR) / MINUTE);
  const rest = Math.round((size % MINUTE) * 1e6) / 1e6;
  return { sign: seconds < 0 ? "-" : "", days, hours, minutes, rest };
}

function reason(input: string): string {
  if (input === "") return "input is too short";
  return /^[+-]?\d/.test(input) ? '"day" identifier in duration not correctly formatted' : "invalid digit in duration";
}
