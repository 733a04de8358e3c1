import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ScheduledDate } from "./zone.ts";

export interface RRule {
  rrule: string;
  timezone: string | null;
}

export function* rruleDates(_schedule: RRule, _start: Timestamp): Generator<ScheduledDate> {}
