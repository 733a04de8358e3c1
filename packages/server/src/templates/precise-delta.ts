import type { Arguments } from "./arguments.ts";
import { formatPercent } from "./formatting.ts";
import { requiredFloat, withCommas } from "./numbers.ts";
import { TemplateRenderError } from "./render-error.ts";
import type { TimeDelta } from "./times.ts";
import { floatOf, iterate, textOf, type Value } from "./values.ts";

/** From the largest unit to the smallest: how much of what is left one takes, and what is left turns into first. */
const units: readonly { name: string; takes: number; turns?: "days to seconds" | "seconds to microseconds" }[] = [
  { name: "year", takes: 365 },
  { name: "month", takes: 30.5 },
  { name: "day", takes: 86_400, turns: "days to seconds" },
  { name: "hour", takes: 3600 },
  { name: "minute", takes: 60 },
  { name: "second", takes: 1e6, turns: "seconds to microseconds" },
  { name: "millisecond", takes: 1000 },
  { name: "microsecond", takes: 1 },
];

/** How many of a unit make one of the unit before it, where rounding reached that many. */
const full: Readonly<Record<string, number>> = {
  millisecond: 1000,
  second: 60,
  minute: 60,
  hour: 24,
  day: 31,
  month: 12,
};

function unitAt(name: string): number {
  const upper = name.toUpperCase();
  const at = units.findIndex((unit) => `${unit.name.toUpperCase()}S` === upper);
  if (at < 0) throw new TemplateRenderError("KeyError", `'${upper}'`);
  return at;
}

/** The smallest unit to tell, given those that are left out: itself or the next larger one. */
function smallestUnit(wanted: number, suppressed: ReadonlySet<number>): number {
  for (let at = wanted; at >= 0; at--) if (!suppressed.has(at)) return at;
  const message = "Minimum unit is suppressed and no suitable replacement was found";
  throw new TemplateRenderError("ValueError", message);
}

/** How often each unit is in a length of time; the last one rounded as the format writes it. */
function counted(delta: TimeDelta, last: number, suppressed: ReadonlySet<number>, format: string): number[] {
  const { days, seconds, microseconds } = delta.parts();
  let rest = days;
  const counts = units.map(({ takes, turns }, at) => {
    if (turns === "days to seconds") rest = rest * 86_400 + seconds;
    if (turns === "seconds to microseconds") rest = rest * 1e6 + microseconds;
    if (at === last && takes !== 1) {
      const rounded = requiredFloat(formatPercent(format, floatOf(rest / takes)));
      rest = 0;
      return rounded;
    }
    if (at > last || suppressed.has(at)) return 0;
    const count = Math.floor(rest / takes);
    rest = Math.trunc(rest - count * takes);
    return count;
  });
  for (let at = last; at > 0; at--) {
    const most = full[units[at]?.name ?? ""] ?? Infinity;
    const count = counts[at] ?? 0;
    if (count < most || suppressed.has(at - 1)) continue;
    counts[at] = count - most;
    counts[at - 1] = (counts[at - 1] ?? 0) + 1;
  }
  return counts;
}

/** A length of time in all its units: `2 days, 1 hour and 33.12 seconds`. */
export function preciseDelta(delta: TimeDelta, given: Arguments): string {
  const wanted = unitAt(given.text(0, "seconds"));
  const names: Value = given.get(1) ?? [];
  const suppressed = new Set(iterate(names).map((name) => unitAt(textOf(name))));
  const format = given.text(2, "%0.2f");
  const last = smallestUnit(wanted, suppressed);
  const counts = counted(delta, last, suppressed, format).slice(0, last + 1);
  const parts = counts.flatMap((count, at) => {
    const isOnly = at === last && !counts.slice(0, last).some((other) => other > 0);
    if (count <= 0 && !isOnly) return [];
    const noun = `${units[at]?.name}${count === 1 ? "" : "s"}`;
    if (!Number.isInteger(count)) return [`${formatPercent(format, floatOf(count))} ${noun}`];
    return [`${at === 0 ? withCommas(String(count)) : count} ${noun}`];
  });
  const tail = parts.pop() ?? "";
  return parts.length > 0 ? `${parts.join(", ")} and ${tail}` : tail;
}
