import { type Static, Type } from "typebox";
import { Operator } from "./common.ts";
import { WorkQueueConcurrencyStatusDetail } from "./work-queue.ts";
import { before, check, DateTime, Defaulted, JsonObject, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";
import { isJsonObject } from "./validation/record.ts";

export const WorkPoolConcurrencyStatus = Type.Object(
  {
    active_slots: Type.Integer(),
    concurrency_limit: OrNull(Type.Integer()),
    queues: Type.Array(WorkQueueConcurrencyStatusDetail, { default: [] }),
    count: Type.Integer(),
    limit: Type.Integer(),
    pages: Type.Integer(),
    page: Type.Integer(),
  },
  { $id: "WorkPoolConcurrencyStatus" },
);
export type WorkPoolConcurrencyStatus = Static<typeof WorkPoolConcurrencyStatus>;

export const WorkPoolStorageConfiguration = Type.Object(
  {
    bundle_upload_step: OrNull(JsonObject),
    bundle_execution_step: OrNull(JsonObject),
    default_result_storage_block_id: OrNull(Uuid),
  },
  { $id: "WorkPoolStorageConfiguration", additionalProperties: false },
);
export type WorkPoolStorageConfiguration = Static<typeof WorkPoolStorageConfiguration>;

/** Variables between double curly braces, as in `{{ image }}`. */
const placeholder = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/gu;

const isEmpty = (value: unknown) => !value || (typeof value === "object" && Object.keys(value).length === 0);

/** A template that says something has a job and declares every variable that the job uses. */
function templateProblem(template: Record<string, unknown> | null): string | undefined {
  if (template === null || isEmpty(template)) return undefined;
  const { job_configuration: job, variables } = template;
  if (isEmpty(job) || isEmpty(variables)) {
    return "The `base_job_template` must contain both a `job_configuration` key and a `variables` key.";
  }
  const properties = isJsonObject(variables) ? variables["properties"] : undefined;
  const declared = new Set(isJsonObject(properties) ? Object.keys(properties) : []);
  const used = [...JSON.stringify(job).matchAll(placeholder)].map(([, name = ""]) => name);
  const undeclared = [...new Set(used)].filter((name) => !declared.has(name));
  if (undeclared.length === 0) return undefined;
  return (
    "The variables specified in the job configuration template must be present as properties in the variables " +
    `schema. Your job configuration uses the following undeclared variable(s): ${undeclared.join(" ,")}.`
  );
}

function nonBlank(name: unknown): unknown {
  if (typeof name === "string" && /^[' "]*$/.test(name)) throw new Error("name cannot be an empty string");
  return name;
}

export const WorkPoolCreate = Type.Object(
  {
    name: Type.String({ pattern: "^[^/%&><]+$", [before]: nonBlank }),
    description: OrNull(Type.String()),
    type: Type.String({ default: "prefect-agent" }),
    base_job_template: Type.Record(Type.String(), Type.Unknown(), { default: {}, [check]: templateProblem }),
    is_paused: Type.Boolean({ default: false }),
    concurrency_limit: OrNull(Type.Integer({ minimum: 0 })),
    storage_configuration: Defaulted(WorkPoolStorageConfiguration),
  },
  { $id: "WorkPoolCreate", additionalProperties: false },
);
export type WorkPoolCreate = Static<typeof WorkPoolCreate>;

export const WorkPoolFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "WorkPoolFilterId", additionalProperties: false },
);
export type WorkPoolFilterId = Static<typeof WorkPoolFilterId>;

export const WorkPoolFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "WorkPoolFilterName", additionalProperties: false },
);
export type WorkPoolFilterName = Static<typeof WorkPoolFilterName>;

export const WorkPoolFilterType = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "WorkPoolFilterType", additionalProperties: false },
);
export type WorkPoolFilterType = Static<typeof WorkPoolFilterType>;

export const WorkPoolFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(WorkPoolFilterId),
    name: OrNull(WorkPoolFilterName),
    type: OrNull(WorkPoolFilterType),
  },
  { $id: "WorkPoolFilter", additionalProperties: false },
);
export type WorkPoolFilter = Static<typeof WorkPoolFilter>;

export const WorkPoolStatus = Type.Enum(["READY", "NOT_READY", "PAUSED"], { $id: "WorkPoolStatus" });
export type WorkPoolStatus = Static<typeof WorkPoolStatus>;

export const WorkPoolResponse = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    description: OrNull(Type.String()),
    type: Type.String(),
    base_job_template: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    is_paused: Type.Boolean({ default: false }),
    concurrency_limit: OrNull(Type.Integer({ minimum: 0 })),
    status: OrNull(WorkPoolStatus),
    default_queue_id: OrNull(Uuid),
    storage_configuration: Defaulted(WorkPoolStorageConfiguration),
    active_slots: OrNull(Type.Integer()),
  },
  { $id: "WorkPoolResponse" },
);
export type WorkPoolResponse = Static<typeof WorkPoolResponse>;

export const WorkPoolUpdate = Type.Object(
  {
    description: Type.Optional(Nullable(Type.String())),
    is_paused: Type.Optional(Nullable(Type.Boolean())),
    base_job_template: Type.Optional(Type.Union([JsonObject, Type.Null()], { [check]: templateProblem })),
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    storage_configuration: Type.Optional(Nullable(WorkPoolStorageConfiguration)),
  },
  { $id: "WorkPoolUpdate", additionalProperties: false },
);
export type WorkPoolUpdate = Static<typeof WorkPoolUpdate>;
