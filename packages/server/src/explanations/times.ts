import type { Timestamp } from "@prefect-ts/schemas/timestamp";

const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A length of time in its largest unit: `3 hours`. */
export function lengthOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [unit, size] = units.find(([, each]) => whole >= each) ?? ["second", 1];
  const count = Math.floor(whole / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** A moment, to the second: `2026-01-31 08:05:00 UTC`. */
export const momentOf = (at: Timestamp): string => `${at.text.slice(0, 19)} UTC`;

/** How long ago somebody was heard of: `since 2026-01-31 08:05:00 UTC (3 hours ago)`, or that nobody ever was. */
export const sinceOf = (at: Timestamp | null, now: Timestamp): string =>
  at === null ? "so far" : `since ${momentOf(at)} (${lengthOf(now.since(at))} ago)`;
