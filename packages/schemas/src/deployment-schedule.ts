import { type Static, Type } from "typebox";
import { CronSchedule, IntervalScheduleInput, IntervalScheduleOutput, RRuleSchedule } from "./schedule.ts";
import { check, DateTime, JsonObject, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

const mostScheduledRuns = 50;
const maxScheduledRuns = {
  [check]: (value: unknown) =>
    typeof value === "number" && value > mostScheduledRuns
      ? `\`max_scheduled_runs\` must be less than or equal to ${mostScheduledRuns}.`
      : undefined,
};
const PositiveOrNull = Type.Union([Type.Integer({ exclusiveMinimum: 0 }), Type.Null()], maxScheduledRuns);

export const DeploymentSchedule = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    deployment_id: OrNull(Uuid),
    schedule: Type.Union([IntervalScheduleOutput, CronSchedule, RRuleSchedule]),
    active: Type.Boolean({ default: true }),
    max_scheduled_runs: OrNull(Type.Integer({ exclusiveMinimum: 0 })),
    parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    slug: OrNull(Type.String()),
  },
  { $id: "DeploymentSchedule" },
);
export type DeploymentSchedule = Static<typeof DeploymentSchedule>;

export const DeploymentScheduleCreate = Type.Object(
  {
    active: Type.Boolean({ default: true }),
    schedule: Type.Union([IntervalScheduleInput, CronSchedule, RRuleSchedule]),
    max_scheduled_runs: WithDefault(PositiveOrNull, null),
    parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    slug: OrNull(Type.String()),
    replaces: OrNull(Type.String()),
  },
  { $id: "DeploymentScheduleCreate", additionalProperties: false },
);
export type DeploymentScheduleCreate = Static<typeof DeploymentScheduleCreate>;

export const DeploymentScheduleUpdate = Type.Object(
  {
    active: Type.Optional(Nullable(Type.Boolean())),
    schedule: Type.Optional(Type.Union([IntervalScheduleInput, CronSchedule, RRuleSchedule, Type.Null()])),
    max_scheduled_runs: Type.Optional(PositiveOrNull),
    parameters: Type.Optional(JsonObject),
    slug: Type.Optional(Nullable(Type.String())),
    replaces: Type.Optional(Nullable(Type.String())),
  },
  { $id: "DeploymentScheduleUpdate", additionalProperties: false },
);
export type DeploymentScheduleUpdate = Static<typeof DeploymentScheduleUpdate>;
