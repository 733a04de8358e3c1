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
import { TriggerInput, TriggerOutput } from "./trigger.ts";
import { DateTime, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

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
const ActionInput = Type.Union([
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
export type Automation = Static<typeof Automation>;

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
  { $id: "AutomationCreate", additionalProperties: false },
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
  { $id: "AutomationUpdate", additionalProperties: false },
);
export type AutomationUpdate = Static<typeof AutomationUpdate>;
