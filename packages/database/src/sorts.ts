import type { ArtifactCollectionSort, ArtifactSort } from "@prefect-ts/schemas/artifact";
import type { AutomationSort } from "@prefect-ts/schemas/automation";
import type { BlockDocumentSort } from "@prefect-ts/schemas/block-document";
import type { DeploymentSort } from "@prefect-ts/schemas/deployment";
import type { FlowSort } from "@prefect-ts/schemas/flow";
import type { FlowRunSort } from "@prefect-ts/schemas/flow-run";
import type { LogSort } from "@prefect-ts/schemas/log";
import type { TaskRunSort } from "@prefect-ts/schemas/task-run";
import type { VariableSort } from "@prefect-ts/schemas/variable";
import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Tables } from "./tables.ts";

type Direction = "asc" | "desc";
type Order = readonly [expression: RawBuilder<unknown>, direction: Direction];
type Orders<Sort extends string> = Readonly<Record<Sort, readonly Order[]>>;

type Column = { [T in keyof Tables]: `${T}.${keyof Tables[T] & string}` }[keyof Tables];

const by = (column: Column, direction: Direction): Order => [sql.ref(column), direction];

/** Orders a query over a table, joined to others in any way or not, by one of the wire's sorts. */
const ordering =
  <T extends keyof Tables, Sort extends string>(orders: Orders<Sort>) =>
  <DB extends Record<T, unknown>, TB extends keyof DB, Row>(query: SelectQueryBuilder<DB, TB | T, Row>, sort: Sort) =>
    orders[sort].reduce((ordered, [expression, direction]) => ordered.orderBy(expression, direction), query);

/** When a flow run started, or should start. */
export const flowRunStart = sql`coalesce(${sql.ref("flow_run.start_time")}, ${sql.ref("flow_run.expected_start_time")})`;

export const orderFlows = ordering<"flow", FlowSort>({
  CREATED_DESC: [by("flow.created", "desc")],
  UPDATED_DESC: [by("flow.updated", "desc")],
  NAME_ASC: [by("flow.name", "asc")],
  NAME_DESC: [by("flow.name", "desc")],
});

export const orderFlowRuns = ordering<"flow_run", FlowRunSort>({
  ID_DESC: [by("flow_run.id", "desc")],
  START_TIME_ASC: [[flowRunStart, "asc"]],
  START_TIME_DESC: [[flowRunStart, "desc"]],
  EXPECTED_START_TIME_ASC: [by("flow_run.expected_start_time", "asc")],
  EXPECTED_START_TIME_DESC: [by("flow_run.expected_start_time", "desc")],
  NAME_ASC: [by("flow_run.name", "asc")],
  NAME_DESC: [by("flow_run.name", "desc")],
  NEXT_SCHEDULED_START_TIME_ASC: [by("flow_run.next_scheduled_start_time", "asc")],
  END_TIME_DESC: [by("flow_run.end_time", "desc")],
});

export const orderTaskRuns = ordering<"task_run", TaskRunSort>({
  ID_DESC: [by("task_run.id", "desc")],
  EXPECTED_START_TIME_ASC: [by("task_run.expected_start_time", "asc")],
  EXPECTED_START_TIME_DESC: [by("task_run.expected_start_time", "desc")],
  NAME_ASC: [by("task_run.name", "asc")],
  NAME_DESC: [by("task_run.name", "desc")],
  NEXT_SCHEDULED_START_TIME_ASC: [by("task_run.next_scheduled_start_time", "asc")],
  END_TIME_DESC: [by("task_run.end_time", "desc")],
});

export const orderDeployments = ordering<"deployment", DeploymentSort>({
  CREATED_DESC: [by("deployment.created", "desc")],
  UPDATED_DESC: [by("deployment.updated", "desc")],
  NAME_ASC: [by("deployment.name", "asc")],
  NAME_DESC: [by("deployment.name", "desc")],
});

export const orderLogs = ordering<"log", LogSort>({
  TIMESTAMP_ASC: [by("log.timestamp", "asc")],
  TIMESTAMP_DESC: [by("log.timestamp", "desc")],
});

export const orderArtifacts = ordering<"artifact", ArtifactSort>({
  CREATED_DESC: [by("artifact.created", "desc")],
  UPDATED_DESC: [by("artifact.updated", "desc")],
  ID_DESC: [by("artifact.id", "desc")],
  KEY_DESC: [by("artifact.key", "desc")],
  KEY_ASC: [by("artifact.key", "asc")],
});

export const orderArtifactCollections = ordering<"artifact_collection", ArtifactCollectionSort>({
  CREATED_DESC: [by("artifact_collection.created", "desc")],
  UPDATED_DESC: [by("artifact_collection.updated", "desc")],
  ID_DESC: [by("artifact_collection.id", "desc")],
  KEY_DESC: [by("artifact_collection.key", "desc")],
  KEY_ASC: [by("artifact_collection.key", "asc")],
});

export const orderVariables = ordering<"variable", VariableSort>({
  CREATED_DESC: [by("variable.created", "desc")],
  UPDATED_DESC: [by("variable.updated", "desc")],
  NAME_ASC: [by("variable.name", "asc")],
  NAME_DESC: [by("variable.name", "desc")],
});

export const orderBlockDocuments = ordering<"block_document", BlockDocumentSort>({
  NAME_DESC: [by("block_document.name", "desc")],
  NAME_ASC: [by("block_document.name", "asc")],
  BLOCK_TYPE_AND_NAME_ASC: [by("block_document.block_type_name", "asc"), by("block_document.name", "asc")],
});

export const orderAutomations = ordering<"automation", AutomationSort>({
  CREATED_DESC: [by("automation.created", "desc")],
  UPDATED_DESC: [by("automation.updated", "desc")],
  NAME_ASC: [by("automation.name", "asc")],
  NAME_DESC: [by("automation.name", "desc")],
});
