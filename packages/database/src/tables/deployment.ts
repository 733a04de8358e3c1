import type { DeploymentStatus } from "@prefect-ts/schemas/deployment";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn, JsonObject, Labels } from "./columns.ts";

export interface DeploymentTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  tags: JsonColumn<string[], Json | undefined>;
  parameters: JsonColumn<JsonObject, Json | undefined>;
  flow_id: string;
  description: Generated<string | null>;
  infrastructure_document_id: Generated<string | null>;
  parameter_openapi_schema: JsonColumn<JsonObject | null, Json | null | undefined>;
  storage_document_id: Generated<string | null>;
  version: Generated<string | null>;
  infra_overrides: JsonColumn<JsonObject, Json | undefined>;
  path: Generated<string | null>;
  entrypoint: Generated<string | null>;
  work_queue_name: Generated<string | null>;
  created_by: JsonColumn<JsonObject | null, Json | null | undefined>;
  updated_by: JsonColumn<JsonObject | null, Json | null | undefined>;
  work_queue_id: Generated<string | null>;
  pull_steps: JsonColumn<JsonObject[] | null, Json | null | undefined>;
  enforce_parameter_schema: Generated<boolean>;
  last_polled: Generated<Timestamp | null>;
  paused: Generated<boolean>;
  status: Generated<DeploymentStatus>;
  concurrency_limit: Generated<number | null>;
  concurrency_options: JsonColumn<JsonObject | null, Json | null | undefined>;
  concurrency_limit_id: Generated<string | null>;
  labels: JsonColumn<Labels | null, Json | null | undefined>;
  version_id: Generated<string | null>;
}

export interface DeploymentScheduleTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  schedule: JsonColumn<JsonObject>;
  active: boolean;
  deployment_id: string;
  max_scheduled_runs: Generated<number | null>;
  parameters: JsonColumn<JsonObject, Json | undefined>;
  slug: Generated<string | null>;
}

export interface DeploymentVersionTable {
  deployment_id: string;
  branch: Generated<string | null>;
  version_info: JsonColumn<JsonObject, Json | undefined>;
  description: Generated<string | null>;
  tags: JsonColumn<string[], Json | undefined>;
  labels: JsonColumn<Labels | null, Json | null | undefined>;
  entrypoint: Generated<string | null>;
  pull_steps: JsonColumn<JsonObject[] | null, Json | null | undefined>;
  parameters: JsonColumn<JsonObject, Json | undefined>;
  parameter_openapi_schema: JsonColumn<JsonObject | null, Json | null | undefined>;
  enforce_parameter_schema: Generated<boolean>;
  work_queue_id: Generated<string | null>;
  work_queue_name: Generated<string | null>;
  infra_overrides: JsonColumn<JsonObject, Json | undefined>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}
