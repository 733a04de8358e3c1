import { type Static, Type } from "typebox";
import {
  CallWebhook,
  CancelFlowRun,
  ChangeFlowRunState,
  DeleteFlowRun,
  DoNothing,
  PauseAutomation,
  PauseDeployment,
  PauseWorkPool,
  PauseWorkQueue,
  ResumeAutomation,
  ResumeDeployment,
  ResumeFlowRun,
  ResumeWorkPool,
  ResumeWorkQueue,
  RunDeploymentInput,
  RunDeploymentOutput,
  SendNotification,
  SuspendFlowRun,
} from "./action.ts";
import { Operator } from "./common.ts";
import type { Timestamp } from "./timestamp.ts";
import { type ResourceSpecification, TriggerInput, TriggerOutput } from "./trigger.ts";
import { check, DateTime, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

/** The actions of an automation, as the API answers them. */
const ActionOutput = Type.Union([
  DoNothing,
  RunDeploymentOutput,
  PauseDeployment,
  ResumeDeployment,
  CancelFlowRun,
  DeleteFlowRun,
  ChangeFlowRunState,
  PauseWorkQueue,
  ResumeWorkQueue,
  SendNotification,
  CallWebhook,
  PauseAutomation,
  ResumeAutomation,
  SuspendFlowRun,
  ResumeFlowRun,
  PauseWorkPool,
  ResumeWorkPool,
]);

/** The actions of an automation, as the API takes them. */
export const ActionInput = Type.Union([
  DoNothing,
  RunDeploymentInput,
  PauseDeployment,
  ResumeDeployment,
  CancelFlowRun,
  DeleteFlowRun,
  ChangeFlowRunState,
  PauseWorkQueue,
  ResumeWorkQueue,
  SendNotification,
  CallWebhook,
  PauseAutomation,
  ResumeAutomation,
  SuspendFlowRun,
  ResumeFlowRun,
  PauseWorkPool,
  ResumeWorkPool,
]);

export type Action = Static<typeof ActionInput>;

/** Every run of a deployment goes through these, so one that they start would start the next. */
const everyRunsEvents = [
  "prefect.flow-run.Scheduled",
  "prefect.flow-run.Pending",
  "prefect.flow-run.Running",
  "prefect.flow-run.*",
];

function matchesEveryFlowRun(match: ResourceSpecification): boolean {
  const [first, ...others] = Object.entries(match);
  if (first === undefined) return true;
  const [label, values] = first;
  return others.length === 0 && label === "prefect.resource.id" && [values].flat().includes("prefect.flow-run.*");
}

/**
 * Why an automation would start run after run without an end; undefined where it would not. Only one that runs a
 * deployment at once when any flow run changes its state can.
 */
export function loopOf({ enabled, trigger, actions }: Pick<AutomationUpdate, "enabled" | "trigger" | "actions">) {
  if (!enabled || trigger.type !== "event" || trigger.posture !== "Reactive") return undefined;
  if (!trigger.expect.some((name) => everyRunsEvents.includes(name))) return undefined;
  const runs = actions.filter((action) => action.type === "run-deployment");
  const matchesAll =
    matchesEveryFlowRun(trigger.match) &&
    [trigger.match_related].flat().some((related) => matchesEveryFlowRun(related));
  for (const { source } of runs) {
    if (source === "inferred") {
      return "Running an inferred deployment from a flow run state change event will lead to an infinite loop of flow runs.  Please choose a specific deployment and add additional filtering labels to the match or match_related for this automation's trigger.";
    }
    if (matchesAll) {
      return "Running a selected deployment from a flow run state change event may lead to an infinite loop of flow runs.  Please include additional filtering labels on either match or match_related to narrow down which flow runs will trigger this automation to exclude flow runs from the deployment you've selected.";
    }
  }
  return undefined;
}

export const Automation = Type.Object(
  {
    name: Type.String(),
    description: Type.String({ default: "" }),
    enabled: Type.Boolean({ default: true }),
    tags: Type.Array(Type.String(), { default: [] }),
    trigger: TriggerOutput,
    actions: Type.Array(ActionOutput),
    actions_on_trigger: Type.Array(ActionOutput, { default: [] }),
    actions_on_resolve: Type.Array(ActionOutput, { default: [] }),
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
  },
  { $id: "Automation" },
);
/** As the API answers it, which is also a way to give it. */
export interface Automation extends Omit<AutomationCreate, "owner_resource"> {
  id: string;
  created: Timestamp | null;
  updated: Timestamp | null;
}

export const AutomationCreate = Type.Object(
  {
    name: Type.String(),
    description: Type.String({ default: "" }),
    enabled: Type.Boolean({ default: true }),
    tags: Type.Array(Type.String(), { default: [] }),
    trigger: TriggerInput,
    actions: Type.Array(ActionInput),
    actions_on_trigger: Type.Array(ActionInput, { default: [] }),
    actions_on_resolve: Type.Array(ActionInput, { default: [] }),
    owner_resource: OrNull(Type.String()),
  },
  { $id: "AutomationCreate", additionalProperties: false, [check]: loopOf },
);
export type AutomationCreate = Static<typeof AutomationCreate>;

export const AutomationFilterCreated = Type.Object(
  {
    before_: OrNull(DateTime),
  },
  { $id: "AutomationFilterCreated", additionalProperties: false },
);
export type AutomationFilterCreated = Static<typeof AutomationFilterCreated>;

export const AutomationFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "AutomationFilterId", additionalProperties: false },
);
export type AutomationFilterId = Static<typeof AutomationFilterId>;

export const AutomationFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "AutomationFilterName", additionalProperties: false },
);
export type AutomationFilterName = Static<typeof AutomationFilterName>;

export const AutomationFilterTags = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    all_: OrNull(Type.Array(Type.String())),
    any_: OrNull(Type.Array(Type.String())),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "AutomationFilterTags", additionalProperties: false },
);
export type AutomationFilterTags = Static<typeof AutomationFilterTags>;

export const AutomationFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(AutomationFilterId),
    name: OrNull(AutomationFilterName),
    created: OrNull(AutomationFilterCreated),
    tags: OrNull(AutomationFilterTags),
  },
  { $id: "AutomationFilter", additionalProperties: false },
);
export type AutomationFilter = Static<typeof AutomationFilter>;

export const AutomationPartialUpdate = Type.Object(
  {
    enabled: Type.Boolean({ default: true }),
  },
  { $id: "AutomationPartialUpdate", additionalProperties: false },
);
export type AutomationPartialUpdate = Static<typeof AutomationPartialUpdate>;

export const AutomationSort = Type.Enum(["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"], {
  $id: "AutomationSort",
});
export type AutomationSort = Static<typeof AutomationSort>;

export const AutomationUpdate = Type.Object(
  {
    name: Type.String(),
    description: Type.String({ default: "" }),
    enabled: Type.Boolean({ default: true }),
    tags: Type.Optional(Type.Array(Type.String())),
    trigger: TriggerInput,
    actions: Type.Array(ActionInput),
    actions_on_trigger: Type.Optional(Type.Array(ActionInput)),
    actions_on_resolve: Type.Optional(Type.Array(ActionInput)),
  },
  { $id: "AutomationUpdate", additionalProperties: false, [check]: loopOf },
);
export type AutomationUpdate = Static<typeof AutomationUpdate>;

/** An automation as rows keep it, beside its id and times: older releases left out fields that have a default now. */
export const StoredAutomation = Type.Object({
  name: Type.String(),
  description: Type.String({ default: "" }),
  enabled: Type.Boolean({ default: true }),
  tags: Type.Array(Type.String(), { default: [] }),
  trigger: TriggerInput,
  actions: Type.Array(ActionInput),
  actions_on_trigger: Type.Array(ActionInput, { default: [] }),
  actions_on_resolve: Type.Array(ActionInput, { default: [] }),
});
