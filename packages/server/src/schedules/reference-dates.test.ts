import { DeploymentSchedule } from "@prefect-ts/schemas/deployment-schedule";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { nextDates } from "./dates.ts";

interface Recorded {
  schedule: unknown;
  start: string;
  /** The first four, as the reference's Python has them; fewer where the schedule ends. */
  dates: string[];
}

// Random schedules around changes of clocks, leap days and far years, with the dates that the reference computed.
const file = new URL("reference-dates.fixture.json", import.meta.url);
const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded[];

it.each(["cron", "interval", "rrule"])("the dates of %s schedules are the reference's", (kind) => {
  const ofKind = recorded.filter(({ schedule }) => kind in Object(schedule));
  expect(ofKind.length).toBeGreaterThan(50);
  for (const { schedule, start, dates } of ofKind) {
    const parsed = parse(DeploymentSchedule.properties.schedule, schedule);
    const ours = [...nextDates(parsed, { from: Timestamp.parse(start), count: 4 })].map(({ text }) => text);
    expect({ schedule, start, dates: ours }).toEqual({ schedule, start, dates });
  }
});

it("a rule without dates within reach is not searched further", () => {
  const never = "DTSTART:20200101T000000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=17;BYDAY=5MO";
  const from = Timestamp.parse("2026-01-01T00:00:00Z");
  const span = { from, until: from.plus(100 * 86_400), count: 100 };
  expect([...nextDates({ rrule: never, timezone: "UTC" }, span)]).toEqual([]);
});
