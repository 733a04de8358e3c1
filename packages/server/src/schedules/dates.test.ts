import type { DeploymentSchedule } from "@prefect-ts/schemas/deployment-schedule";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { expect, it } from "vitest";
import { nextDates } from "./dates.ts";

type Schedule = DeploymentSchedule["schedule"];

const texts = (schedule: Schedule, from: string, count: number, until?: string) =>
  [...nextDates(schedule, { from: Timestamp.parse(from), count, ...(until && { until: Timestamp.parse(until) }) })].map(
    ({ text }) => text,
  );
const cron = (expression: string, timezone: string | null = null, day_or = true): Schedule => ({
  cron: expression,
  timezone,
  day_or,
});
const newYork = "America/New_York";

// Every expected date was computed by the reference.
it("a daily interval keeps the time of day over a change of clocks", () => {
  const schedule = { interval: 86_400, anchor_date: Timestamp.parse("2026-03-06T14:00:00Z"), timezone: newYork };
  expect(texts(schedule, "2026-03-07T00:00:00Z", 2)).toEqual([
    "2026-03-07 09:00:00-05:00",
    "2026-03-08 09:00:00-04:00",
  ]);
});

it("an hourly interval fires every hour that passes", () => {
  const schedule = { interval: 3600, anchor_date: Timestamp.parse("2026-01-01T00:00:00Z"), timezone: newYork };
  expect(texts(schedule, "2026-11-01T05:00:00Z", 3)).toEqual([
    "2026-11-01 01:00:00-04:00",
    "2026-11-01 01:00:00-05:00",
    "2026-11-01 02:00:00-05:00",
  ]);
});

it("a cron time that clocks show twice counts once, and one that they skip is an hour earlier", () => {
  expect(texts(cron("30 1 * * *", newYork), "2026-11-01T00:00:00Z", 2)).toEqual([
    "2026-11-01 01:30:00-04:00",
    "2026-11-02 01:30:00-05:00",
  ]);
  expect(texts(cron("30 2 * * *", newYork), "2026-03-08T06:59:59Z", 1)).toEqual(["2026-03-08 01:30:00-05:00"]);
});

it("a day of cron fits by number or by weekday, unless it must by both", () => {
  expect(texts(cron("0 0 13 * fri"), "2026-03-01T00:00:00Z", 2)).toEqual([
    "2026-03-06 00:00:00+00:00",
    "2026-03-13 00:00:00+00:00",
  ]);
  expect(texts(cron("0 0 13 * fri", null, false), "2026-03-01T00:00:00Z", 2)).toEqual([
    "2026-03-13 00:00:00+00:00",
    "2026-11-13 00:00:00+00:00",
  ]);
});

it("a cron schedule that never comes has no dates", () => {
  expect(texts(cron("0 0 30 2 *"), "2026-03-01T00:00:00Z", 2)).toEqual([]);
});

it("dates end where they are told to", () => {
  expect(texts(cron("@hourly"), "2026-03-01T00:00:00Z", 10, "2026-03-01T01:00:00Z")).toHaveLength(2);
});

it("a recurrence rule follows the clocks of its zone", () => {
  const rrule = "DTSTART:20260307T023000\nRRULE:FREQ=DAILY\nEXDATE:20260309T023000";
  expect(texts({ rrule, timezone: newYork }, "2026-03-07T00:00:00Z", 3)).toEqual([
    "2026-03-07 02:30:00-05:00",
    "2026-03-08 01:30:00-05:00",
    "2026-03-10 02:30:00-04:00",
  ]);
});

it("a recurrence rule without steps has no dates", () => {
  const rrule = "DTSTART:20200101T000000\nFREQ=DAILY;INTERVAL=0";
  expect(texts({ rrule, timezone: "UTC" }, "2026-03-07T00:00:00Z", 3)).toEqual([]);
});
