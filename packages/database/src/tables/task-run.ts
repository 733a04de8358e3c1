import type { StateType } from "@prefect-ts/schemas/state";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { DurationColumn, JsonColumn, JsonObject, Labels } from "./columns.ts";

export interface TaskRunTable {
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
  task_key: string;
  dynamic_key: string;
  cache_key: Generated<string | null>;
  cache_expiration: Generated<Timestamp | null>;
  task_version: Generated<string | null>;
  empirical_policy: JsonColumn<JsonObject, Json | undefined>;
  task_inputs: JsonColumn<Record<string, unknown[]>, Json | undefined>;
  tags: JsonColumn<string[], Json | undefined>;
  flow_run_id: Generated<string | null>;
  state_id: Generated<string | null>;
  state_name: Generated<string | null>;
  state_timestamp: Generated<Timestamp | null>;
  flow_run_run_count: Generated<number>;
  labels: JsonColumn<Labels | null, Json | null | undefined>;
}

export interface TaskRunStateTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  type: StateType;
  timestamp: Generated<Timestamp>;
  name: string;
  message: Generated<string | null>;
  state_details: JsonColumn<JsonObject, Json | undefined>;
  data: JsonColumn<unknown, Json | null | undefined>;
  task_run_id: string;
  result_artifact_id: Generated<string | null>;
}

export interface TaskRunStateCacheTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  cache_key: string;
  cache_expiration: Generated<Timestamp | null>;
  task_run_state_id: string;
}
