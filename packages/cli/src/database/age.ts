import { CommandError } from "../core/errors.ts";

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** No run is older. */
const mostSeconds = 100 * 365 * 86_400;

/** Seconds of an age such as `90d`, `12h` or `2w`. Throws CommandError for anything else, and for none at all. */
export function readAge(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,9})([smhdw])$/.exec(text.trim()) ?? [];
  const seconds = Number(count) * (units[unit] ?? 0);
  if (seconds > 0 && seconds <= mostSeconds) return seconds;
  throw new CommandError(
    `'${text}' is no age to prune by: write a number with s, m, h, d or w, such as 90d, 12h or 2w.`,
  );
}
