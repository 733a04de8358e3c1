import type { ArtifactCollectionFilter, ArtifactFilter } from "@prefect-ts/schemas/artifact";
import { expressionBuilder } from "kysely";
import type { Session } from "../database.ts";
import type { Tables } from "../tables.ts";
import { artifactCollectionConditions, artifactConditions } from "./artifact.ts";
import { given, narrowed } from "./combine.ts";
import { exists, flowRunOf, type RunFilters, taskRunIs } from "./related.ts";

/** What narrows a query over artifacts besides a filter of their own. */
type ArtifactRunFilters = Pick<RunFilters, "flows" | "flow_runs" | "task_runs" | "deployments">;

/** The artifacts that match, as do their task run, and their flow run with its flow and deployment. */
export const artifactsMatching = (
  { db, dialect }: Session,
  filters: ArtifactRunFilters & { artifacts?: ArtifactFilter | null },
) =>
  narrowed(db.selectFrom("artifact"), [
    given(filters.artifacts, (f) => artifactConditions(f, expressionBuilder<Tables, "artifact">(), dialect)),
    flowRunOf("artifact.flow_run_id", filters, dialect),
    filters.task_runs
      ? exists(dialect, "task_run", "task_run.id", "artifact.task_run_id", [taskRunIs(filters, dialect)])
      : undefined,
  ]);

/** As {@link artifactsMatching}, over the latest artifact of every key. */
export const artifactCollectionsMatching = (
  { db, dialect }: Session,
  filters: ArtifactRunFilters & { artifacts?: ArtifactCollectionFilter | null },
) =>
  narrowed(db.selectFrom("artifact_collection"), [
    given(filters.artifacts, (f) =>
      artifactCollectionConditions(f, expressionBuilder<Tables, "artifact_collection">(), dialect),
    ),
    flowRunOf("artifact_collection.flow_run_id", filters, dialect),
    filters.task_runs
      ? exists(dialect, "task_run", "task_run.id", "artifact_collection.task_run_id", [taskRunIs(filters, dialect)])
      : undefined,
  ]);
