import type { ArtifactCollectionTable, ArtifactTable } from "./tables/artifact.ts";
import type {
  AutomationBucketTable,
  AutomationEventFollowerTable,
  AutomationRelatedResourceTable,
  AutomationTable,
  CompositeTriggerChildFiringTable,
} from "./tables/automation.ts";
import type {
  BlockDocumentReferenceTable,
  BlockDocumentTable,
  BlockSchemaReferenceTable,
  BlockSchemaTable,
  BlockTypeTable,
} from "./tables/block.ts";
import type { ConcurrencyLimitTable, ConcurrencyLimitV2Table } from "./tables/concurrency-limit.ts";
import type { DeploymentScheduleTable, DeploymentTable, DeploymentVersionTable } from "./tables/deployment.ts";
import type { EventResourcesTable, EventsTable } from "./tables/event.ts";
import type { FlowTable } from "./tables/flow.ts";
import type { FlowRunInputTable, FlowRunStateTable, FlowRunTable } from "./tables/flow-run.ts";
import type { LogTable } from "./tables/log.ts";
import type {
  CleanupTable,
  ConcurrencyLeaseTable,
  PendingEventTable,
  ServiceLeaseTable,
  TriggeredActionTable,
} from "./tables/own.ts";
import type { AlembicVersionTable, ConfigurationTable, CsrfTokenTable, SavedSearchTable } from "./tables/server.ts";
import type { TaskRunStateCacheTable, TaskRunStateTable, TaskRunTable } from "./tables/task-run.ts";
import type { VariableTable } from "./tables/variable.ts";
import type { AgentTable, WorkPoolTable, WorkQueueTable, WorkerTable } from "./tables/work-pool.ts";

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
