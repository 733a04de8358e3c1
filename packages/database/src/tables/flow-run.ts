import type { StateType } from "@prefect-ts/schemas/state";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { DurationColumn, JsonColumn, JsonObject, Labels } from "./columns.ts";

export interface FlowRunTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  state_type: Generated<StateType | null>;
  run_count: Generated<number>;
  expected_start_time: Generated<Timestamp | null>;
  next_scheduled_start_time: Generated<Timestamp | null>;
  start_time: Generated<Timestamp | null>;
  end_time: Generated<Timestamp | null>;
  total_run_time: DurationColumn;
  flow_version: Generated<string | null>;
  parameters: JsonColumn<JsonObject, Json | undefined>;
  idempotency_key: Generated<string | null>;
  context: JsonColumn<JsonObject, Json | undefined>;
  empirical_policy: JsonColumn<JsonObject, Json | undefined>;
  tags: JsonColumn<string[], Json | undefined>;
  auto_scheduled: Generated<boolean>;
  flow_id: string;
  deployment_id: Generated<string | null>;
  parent_task_run_id: Generated<string | null>;
  state_id: Generated<string | null>;
  state_name: Generated<string | null>;
  infrastructure_document_id: Generated<string | null>;
  work_queue_name: Generated<string | null>;
  state_timestamp: Generated<Timestamp | null>;
  created_by: JsonColumn<JsonObject | null, Json | null | undefined>;
  infrastructure_pid: Generated<string | null>;
  work_queue_id: Generated<string | null>;
  job_variables: JsonColumn<JsonObject | null, Json | null | undefined>;
  deployment_version: Generated<string | null>;
  labels: JsonColumn<Labels | null, Json | null | undefined>;
}

export interface FlowRunInputTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  key: string;
  value: string;
  flow_run_id: string;
  sender: Generated<string | null>;
}

export interface FlowRunStateTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  type: StateType;
  timestamp: Generated<Timestamp>;
  name: string;
  message: Generated<string | null>;
  state_details: JsonColumn<JsonObject, Json | undefined>;
  data: JsonColumn<unknown, Json | null | undefined>;
  flow_run_id: string;
  result_artifact_id: Generated<string | null>;
}
