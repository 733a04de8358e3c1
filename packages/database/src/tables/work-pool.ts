import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { WorkPoolStatus } from "@prefect-ts/schemas/work-pool";
import type { WorkQueueStatus } from "@prefect-ts/schemas/work-queue";
import type { WorkerStatus } from "@prefect-ts/schemas/worker";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn, JsonObject } from "./columns.ts";

export interface WorkPoolTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  description: Generated<string | null>;
  type: string;
  base_job_template: JsonColumn<JsonObject, Json | undefined>;
  is_paused: Generated<boolean>;
  concurrency_limit: Generated<number | null>;
  default_queue_id: Generated<string | null>;
  status: Generated<WorkPoolStatus>;
  last_transitioned_status_at: Generated<Timestamp | null>;
  last_status_event_id: Generated<string | null>;
  storage_configuration: JsonColumn<JsonObject, Json | undefined>;
}

export interface WorkQueueTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  filter: JsonColumn<unknown, Json | null | undefined>;
  description: Generated<string>;
  is_paused: Generated<boolean>;
  concurrency_limit: Generated<number | null>;
  last_polled: Generated<Timestamp | null>;
  priority: Generated<number>;
  work_pool_id: string;
  status: Generated<WorkQueueStatus>;
}

export interface WorkerTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  last_heartbeat_time: Generated<Timestamp>;
  work_pool_id: string;
  heartbeat_interval_seconds: Generated<number | null>;
  status: Generated<WorkerStatus>;
}

export interface AgentTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  last_activity_time: Generated<Timestamp>;
  work_queue_id: string;
}
