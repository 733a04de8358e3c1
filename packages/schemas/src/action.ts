import { type Static, Type } from "typebox";
import { parameterProblems } from "./parameter-templates.ts";
import { StateType } from "./state.ts";
import { TemplateSyntaxError } from "./templates/errors.ts";
import { validateTemplate } from "./templates/validate.ts";
import { before, check, Duration, defaultFactory, JsonObject, OrNull, Uuid, unionTag } from "./types.ts";

/** The text of a template, or what Jinja has against it; `field` is how the message calls it. */
const templateCheck = (field: string) => ({
  [check]: (template: string): string | undefined => {
    try {
      validateTemplate(template);
      return undefined;
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error;
      return `'${field}' is not a valid template: ${error.message}`;
    }
  },
});

type Target = "deployment" | "automation" | "work_pool" | "work_queue";

/** A target is named where it is selected, and only there. */
const targeting = (model: string, target: Target) => {
  const field = `${target}_id`;
  return {
    [check]: (action: { source: "selected" | "inferred" }): string | undefined => {
      const isNamed = Boolean(Reflect.get(action, field));
      if (isNamed === (action.source === "selected")) return undefined;
      return `${field} is ${isNamed ? "not allowed" : "required"}`;
    },
    [unionTag]: `function-after[selected_${target}_requires_id(), ${model}]`,
  };
};

/** Payloads were objects once, in rows and in clients. */
const asText = (payload: unknown): unknown =>
  payload === null || typeof payload === "string" ? payload : JSON.stringify(payload, null, 2);

export const CallWebhook = Type.Object(
  {
    type: Type.Literal("call-webhook", { default: "call-webhook" }),
    block_document_id: Uuid,
    payload: Type.String({ default: "", [before]: asText, ...templateCheck("payload") }),
  },
  { $id: "CallWebhook" },
);
export type CallWebhook = Static<typeof CallWebhook>;

export const CancelFlowRun = Type.Object(
  {
    type: Type.Literal("cancel-flow-run", { default: "cancel-flow-run" }),
  },
  { $id: "CancelFlowRun" },
);
export type CancelFlowRun = Static<typeof CancelFlowRun>;

export const ChangeFlowRunState = Type.Object(
  {
    type: Type.Literal("change-flow-run-state", { default: "change-flow-run-state" }),
    name: OrNull(Type.String()),
    state: StateType,
    message: OrNull(Type.String()),
    force: Type.Boolean({ default: false }),
  },
  { $id: "ChangeFlowRunState" },
);
export type ChangeFlowRunState = Static<typeof ChangeFlowRunState>;

export const DeleteFlowRun = Type.Object(
  {
    type: Type.Literal("delete-flow-run", { default: "delete-flow-run" }),
  },
  { $id: "DeleteFlowRun" },
);
export type DeleteFlowRun = Static<typeof DeleteFlowRun>;

export const DoNothing = Type.Object(
  {
    type: Type.Literal("do-nothing", { default: "do-nothing" }),
  },
  { $id: "DoNothing" },
);
export type DoNothing = Static<typeof DoNothing>;

export const PauseAutomation = Type.Object(
  {
    type: Type.Literal("pause-automation", { default: "pause-automation" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    automation_id: OrNull(Uuid),
  },
  { $id: "PauseAutomation", ...targeting("PauseAutomation", "automation") },
);
export type PauseAutomation = Static<typeof PauseAutomation>;

export const PauseDeployment = Type.Object(
  {
    type: Type.Literal("pause-deployment", { default: "pause-deployment" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    deployment_id: OrNull(Uuid),
  },
  { $id: "PauseDeployment", ...targeting("PauseDeployment", "deployment") },
);
export type PauseDeployment = Static<typeof PauseDeployment>;

export const PauseWorkPool = Type.Object(
  {
    type: Type.Literal("pause-work-pool", { default: "pause-work-pool" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    work_pool_id: OrNull(Uuid),
  },
  { $id: "PauseWorkPool", ...targeting("PauseWorkPool", "work_pool") },
);
export type PauseWorkPool = Static<typeof PauseWorkPool>;

export const PauseWorkQueue = Type.Object(
  {
    type: Type.Literal("pause-work-queue", { default: "pause-work-queue" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    work_queue_id: OrNull(Uuid),
  },
  { $id: "PauseWorkQueue", ...targeting("PauseWorkQueue", "work_queue") },
);
export type PauseWorkQueue = Static<typeof PauseWorkQueue>;

export const ResumeAutomation = Type.Object(
  {
    type: Type.Literal("resume-automation", { default: "resume-automation" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    automation_id: OrNull(Uuid),
  },
  { $id: "ResumeAutomation", ...targeting("ResumeAutomation", "automation") },
);
export type ResumeAutomation = Static<typeof ResumeAutomation>;

export const ResumeDeployment = Type.Object(
  {
    type: Type.Literal("resume-deployment", { default: "resume-deployment" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    deployment_id: OrNull(Uuid),
  },
  { $id: "ResumeDeployment", ...targeting("ResumeDeployment", "deployment") },
);
export type ResumeDeployment = Static<typeof ResumeDeployment>;

export const ResumeFlowRun = Type.Object(
  {
    type: Type.Literal("resume-flow-run", { default: "resume-flow-run" }),
  },
  { $id: "ResumeFlowRun" },
);
export type ResumeFlowRun = Static<typeof ResumeFlowRun>;

export const ResumeWorkPool = Type.Object(
  {
    type: Type.Literal("resume-work-pool", { default: "resume-work-pool" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    work_pool_id: OrNull(Uuid),
  },
  { $id: "ResumeWorkPool", ...targeting("ResumeWorkPool", "work_pool") },
);
export type ResumeWorkPool = Static<typeof ResumeWorkPool>;

export const ResumeWorkQueue = Type.Object(
  {
    type: Type.Literal("resume-work-queue", { default: "resume-work-queue" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    work_queue_id: OrNull(Uuid),
  },
  { $id: "ResumeWorkQueue", ...targeting("ResumeWorkQueue", "work_queue") },
);
export type ResumeWorkQueue = Static<typeof ResumeWorkQueue>;

export const RunDeploymentInput = Type.Object(
  {
    type: Type.Literal("run-deployment", { default: "run-deployment" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    deployment_id: OrNull(Uuid),
    parameters: Type.Union([JsonObject, Type.Null()], {
      default: null,
      [check]: (parameters: JsonObject | null) => {
        const problems = parameterProblems(parameters ?? {});
        return problems.length > 0 ? `Invalid parameters: \n${problems.join("\n  ")}` : undefined;
      },
    }),
    job_variables: OrNull(JsonObject),
    schedule_after: Type.Unsafe<number>({
      ...Duration,
      [defaultFactory]: () => 0,
      [check]: (seconds: number) => (seconds < 0 ? "schedule_after must be non-negative" : undefined),
    }),
  },
  { $id: "RunDeployment-Input", ...targeting("RunDeployment", "deployment") },
);
export type RunDeploymentInput = Static<typeof RunDeploymentInput>;

export const RunDeploymentOutput = Type.Object(
  {
    type: Type.Literal("run-deployment", { default: "run-deployment" }),
    source: Type.Enum(["selected", "inferred"], { default: "selected" }),
    deployment_id: OrNull(Uuid),
    parameters: OrNull(JsonObject),
    job_variables: OrNull(JsonObject),
    schedule_after: Type.Optional(Type.Number()),
  },
  { $id: "RunDeployment-Output" },
);
export type RunDeploymentOutput = Static<typeof RunDeploymentOutput>;

export const SendNotification = Type.Object(
  {
    type: Type.Literal("send-notification", { default: "send-notification" }),
    block_document_id: Uuid,
    subject: Type.String({ default: "Prefect automated notification", ...templateCheck("subject") }),
    body: Type.String(templateCheck("body")),
  },
  { $id: "SendNotification" },
);
export type SendNotification = Static<typeof SendNotification>;

export const SuspendFlowRun = Type.Object(
  {
    type: Type.Literal("suspend-flow-run", { default: "suspend-flow-run" }),
  },
  { $id: "SuspendFlowRun" },
);
export type SuspendFlowRun = Static<typeof SuspendFlowRun>;
