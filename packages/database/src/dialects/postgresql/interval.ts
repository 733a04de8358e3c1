const dayMicros = 86_400_000_000;

/** Microseconds of an interval as PostgreSQL writes it: `1 year 2 mons -3 days +04:05:06.789`. A year has 365 days, a month 30, as to the reference's driver. */
export function intervalMicros(text: string): number {
  const match =
    /^(?:(-?\d+) years? ?)?(?:(-?\d+) mons? ?)?(?:(-?\d+) days? ?)?(?:([+-])?(\d+):(\d+):(\d+)(?:\.(\d+))?)?$/.exec(
      text,
    );
  if (!match) throw new Error(`${text} is not an interval`);
  const [years, months, days, , hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const time =
    ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1e6 + Number((match[8] ?? "").padEnd(6, "0"));
  return ((years ?? 0) * 365 + (months ?? 0) * 30 + (days ?? 0)) * dayMicros + (match[4] === "-" ? -time : time);
}

/** Microseconds as whole days and what is left of one, as the reference's driver writes them; before release 15 no field takes more than 32 bits. */
export function intervalText(micros: number): string {
  const days = Math.trunc(micros / dayMicros);
  const rest = micros - days * dayMicros;
  return `${days} days ${Math.trunc(rest / 1e6)} seconds ${rest % 1e6} microseconds`;
}
