import type { DeploymentStatus } from "@prefect-ts/schemas/deployment";
import type { SavedSearchFilter } from "@prefect-ts/schemas/saved-search";
import type { StateType } from "@prefect-ts/schemas/state";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { WorkPoolStatus } from "@prefect-ts/schemas/work-pool";
import type { WorkQueueStatus } from "@prefect-ts/schemas/work-queue";
import type { WorkerStatus } from "@prefect-ts/schemas/worker";
import type { CleanupKind } from "@prefect-ts/schemas/worker-channel";
import type { ColumnType, Generated } from "kysely";
import type { Duration, Json } from "./values.ts";

type JsonObject = Record<string, unknown>;
type Labels = Record<string, string | number | boolean>;
/** Read as the value itself, written as {@link Json}. */
type JsonColumn<Value, Written = Json> = ColumnType<Value, Written, Json | Extract<Written, null>>;
/** Read as seconds, written as a {@link Duration}. */
type DurationColumn = ColumnType<number, Duration | undefined, Duration>;

export interface AgentTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  last_activity_time: Generated<Timestamp>;
  work_queue_id: string;
}

export interface AlembicVersionTable {
  version_num: string;
}

export interface ArtifactTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  key: Generated<string | null>;
  type: Generated<string | null>;
  data: JsonColumn<unknown, Json | null | undefined>;
  metadata_: JsonColumn<Record<string, string> | null, Json | null | undefined>;
  task_run_id: Generated<string | null>;
  flow_run_id: Generated<string | null>;
  description: Generated<string | null>;
}

export interface ArtifactCollectionTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  key: string;
  latest_id: string;
  task_run_id: Generated<string | null>;
  flow_run_id: Generated<string | null>;
  type: Generated<string | null>;
  data: JsonColumn<unknown, Json | null | undefined>;
  description: Generated<string | null>;
  metadata_: JsonColumn<Record<string, string> | null, Json | null | undefined>;
}

export interface AutomationTable {
  name: string;
  description: string;
  enabled: Generated<boolean>;
  trigger: JsonColumn<unknown>;
  actions: JsonColumn<unknown[]>;
  actions_on_trigger: JsonColumn<unknown[], Json | undefined>;
  actions_on_resolve: JsonColumn<unknown[], Json | undefined>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  tags: JsonColumn<string[], Json | undefined>;
}

export interface AutomationBucketTable {
  automation_id: string;
  trigger_id: string;
  bucketing_key: JsonColumn<string[]>;
  last_event: JsonColumn<unknown, Json | null | undefined>;
  start: Timestamp;
  end: Timestamp;
  count: number;
  last_operation: Generated<string | null>;
  triggered_at: Generated<Timestamp | null>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface AutomationEventFollowerTable {
  leader_event_id: string;
  follower_event_id: string;
  received: Timestamp;
  follower: JsonColumn<unknown>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  scope: string;
}

export interface AutomationRelatedResourceTable {
  automation_id: string;
  resource_id: Generated<string | null>;
  automation_owned_by_resource: Generated<boolean>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface BlockDocumentTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  data: JsonColumn<unknown, Json | undefined>;
  block_schema_id: string;
  block_type_id: string;
  is_anonymous: Generated<boolean>;
  block_type_name: Generated<string | null>;
}

export interface BlockDocumentReferenceTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  parent_block_document_id: string;
  reference_block_document_id: string;
}

export interface BlockSchemaTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  fields: JsonColumn<JsonObject, Json | undefined>;
  block_type_id: string;
  checksum: string;
  capabilities: JsonColumn<string[], Json | undefined>;
  version: Generated<string>;
}

export interface BlockSchemaReferenceTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  parent_block_schema_id: string;
  reference_block_schema_id: string;
}

export interface BlockTypeTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  logo_url: Generated<string | null>;
  documentation_url: Generated<string | null>;
  description: Generated<string | null>;
  code_example: Generated<string | null>;
  is_protected: Generated<boolean>;
  slug: string;
}

export interface CompositeTriggerChildFiringTable {
  automation_id: string;
  parent_trigger_id: string;
  child_trigger_id: string;
  child_firing_id: string;
  child_fired_at: Generated<Timestamp | null>;
  child_firing: JsonColumn<unknown>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface ConcurrencyLimitTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  tag: string;
  concurrency_limit: number;
  active_slots: JsonColumn<unknown, Json | undefined>;
}

export interface ConcurrencyLimitV2Table {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  active: boolean;
  name: string;
  limit: number;
  active_slots: number;
  denied_slots: number;
  slot_decay_per_second: number;
  avg_slot_occupancy_seconds: number;
}

export interface ConfigurationTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  key: string;
  value: JsonColumn<unknown>;
}

export interface CsrfTokenTable {
  token: string;
  client: string;
  expiration: Timestamp;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

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

export interface EventResourcesTable {
  occurred: Timestamp;
  resource_id: string;
  resource_role: string;
  resource: JsonColumn<Record<string, string>>;
  event_id: string;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface EventsTable {
  occurred: Timestamp;
  event: string;
  resource_id: string;
  resource: JsonColumn<Record<string, string>>;
  related_resource_ids: JsonColumn<string[], Json | undefined>;
  related: JsonColumn<Record<string, string>[], Json | undefined>;
  payload: JsonColumn<JsonObject>;
  received: Timestamp;
  recorded: Timestamp;
  follows: Generated<string | null>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface FlowTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  tags: JsonColumn<string[], Json | undefined>;
  labels: JsonColumn<Labels | null, Json | null | undefined>;
}

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

export interface LogTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  level: number;
  flow_run_id: Generated<string | null>;
  task_run_id: Generated<string | null>;
  message: string;
  timestamp: Timestamp;
}

export interface SavedSearchTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  filters: JsonColumn<SavedSearchFilter[], Json | undefined>;
}

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

export interface VariableTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  tags: JsonColumn<string[], Json | undefined>;
  value: JsonColumn<unknown, Json | null | undefined>;
}

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

/** Slots taken until `expiration`; kept across restarts, which the reference's leases are not. */
export interface ConcurrencyLeaseTable {
  id: string;
  created: Timestamp;
  expiration: Timestamp;
  /** The ids of the concurrency limits. */
  resource_ids: JsonColumn<string[]>;
  slots: number;
  holder_type: "flow_run" | "task_run" | "deployment" | null;
  holder_id: string | null;
}

/** Which server runs a background service, and until when no other one may. */
export interface ServiceLeaseTable {
  name: string;
  holder: string;
  expires: Timestamp;
}

export interface PendingEventTable {
  /** The event's. */
  id: string;
  created: Timestamp;
}

export interface TriggeredActionTable {
  id: string;
  created: Timestamp;
  automation_id: string;
  /** How often someone began with it. */
  attempts: number;
  /** Nobody else begins with it before. */
  claimed_until: Timestamp;
  body: JsonColumn<unknown>;
}

/** Infrastructure for a worker to remove; a worker that has it in hand is named, until the lease ends. */
export interface CleanupTable {
  id: string;
  created: Timestamp;
  work_pool_id: string;
  work_queue_id: string;
  kind: CleanupKind;
  target: JsonColumn<{ flow_run_id: string; infrastructure_pid: string | null }>;
  /** How often it was handed out. */
  deliveries: number;
  held_by: string | null;
  token: string | null;
  lease_expires: Timestamp | null;
}

/** Every table of the Prefect database, by its name. */
export interface Tables {
  agent: AgentTable;
  alembic_version: AlembicVersionTable;
  artifact: ArtifactTable;
  artifact_collection: ArtifactCollectionTable;
  automation: AutomationTable;
  automation_bucket: AutomationBucketTable;
  automation_event_follower: AutomationEventFollowerTable;
  automation_related_resource: AutomationRelatedResourceTable;
  block_document: BlockDocumentTable;
  block_document_reference: BlockDocumentReferenceTable;
  block_schema: BlockSchemaTable;
  block_schema_reference: BlockSchemaReferenceTable;
  block_type: BlockTypeTable;
  composite_trigger_child_firing: CompositeTriggerChildFiringTable;
  concurrency_limit: ConcurrencyLimitTable;
  concurrency_limit_v2: ConcurrencyLimitV2Table;
  configuration: ConfigurationTable;
  csrf_token: CsrfTokenTable;
  deployment: DeploymentTable;
  deployment_schedule: DeploymentScheduleTable;
  deployment_version: DeploymentVersionTable;
  event_resources: EventResourcesTable;
  events: EventsTable;
  flow: FlowTable;
  flow_run: FlowRunTable;
  flow_run_input: FlowRunInputTable;
  flow_run_state: FlowRunStateTable;
  log: LogTable;
  saved_search: SavedSearchTable;
  task_run: TaskRunTable;
  task_run_state: TaskRunStateTable;
  task_run_state_cache: TaskRunStateCacheTable;
  variable: VariableTable;
  work_pool: WorkPoolTable;
  work_queue: WorkQueueTable;
  worker: WorkerTable;
  ts_concurrency_lease: ConcurrencyLeaseTable;
  ts_service_lease: ServiceLeaseTable;
  ts_pending_event: PendingEventTable;
  ts_triggered_action: TriggeredActionTable;
  ts_cleanup: CleanupTable;
}
