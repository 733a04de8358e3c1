import type { DeploymentSchedule } from "@prefect-ts/schemas/deployment-schedule";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Settings } from "@prefect-ts/settings/settings";
import { nextDates, type ScheduledDate } from "./dates.ts";

/** How far ahead runs are planned; the settings of the scheduler stand for what is left out. */
export interface Horizon {
  /** Now, if left out. */
  start?: Timestamp;
  end?: Timestamp;
  /** Runs are planned at least that far after `start`. */
  minSeconds?: number;
  minRuns?: number;
  maxRuns?: number;
}

type Schedule = DeploymentSchedule["schedule"];

/** The dates of schedules up to a horizon. Many deployments have equal schedules, whose dates are worked out once. */
export class PlannedDates {
  private readonly span: { from: Timestamp; until: Timestamp; count: number };
  private readonly enough: { runs: number; until: Timestamp };
  private readonly known = new Map<string, readonly ScheduledDate[]>();

  constructor(settings: Settings, horizon: Horizon = {}) {
    const from = horizon.start ?? Timestamp.now();
    const most = settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME");
    const least = horizon.minSeconds ?? settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME");
    this.span = {
      from,
      until: horizon.end ?? from.plus(most),
      count: horizon.maxRuns ?? settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS"),
    };
    this.enough = {
      runs: horizon.minRuns ?? settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS"),
      until: from.plus(least),
    };
  }

  of(schedule: Schedule): readonly ScheduledDate[] {
    const text = JSON.stringify(schedule);
    const dates = this.known.get(text) ?? this.worked(schedule);
    this.known.set(text, dates);
    return dates;
  }

  private worked(schedule: Schedule): ScheduledDate[] {
    const dates: ScheduledDate[] = [];
    for (const date of nextDates(schedule, this.span)) {
      dates.push(date);
      if (dates.length >= this.enough.runs && !date.at.isBefore(this.enough.until)) break;
    }
    return dates;
  }
}
