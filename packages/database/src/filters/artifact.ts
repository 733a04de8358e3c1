import type {
  ArtifactCollectionFilter,
  ArtifactCollectionFilterKey,
  ArtifactFilter,
  ArtifactFilterKey,
} from "@prefect-ts/schemas/artifact";
import type { Expression, ExpressionBuilder } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { isNull, listed, named } from "./fields.ts";

/** An artifact filter as a condition on `artifact`; undefined where it restricts nothing. */
export const artifactConditions = (
  filter: ArtifactFilter,
  eb: ExpressionBuilder<Tables, "artifact">,
  dialect: DialectQueries,
): MaybeCondition =>
  combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("artifact.id"), id)),
    given(filter.key, (key) => keyed(eb.ref("artifact.key"), key, dialect)),
    given(filter.flow_run_id, (id) => listed(eb.ref("artifact.flow_run_id"), id)),
    given(filter.task_run_id, (id) => listed(eb.ref("artifact.task_run_id"), id)),
    given(filter.type, (type) => listed(eb.ref("artifact.type"), type)),
  ]);

/** A filter of the latest artifact per key as a condition on `artifact_collection`; undefined where it restricts nothing. */
export const artifactCollectionConditions = (
  filter: ArtifactCollectionFilter,
  eb: ExpressionBuilder<Tables, "artifact_collection">,
  dialect: DialectQueries,
): MaybeCondition =>
  combine(filter.operator, [
    given(filter.latest_id, (id) => listed(eb.ref("artifact_collection.latest_id"), id)),
    given(filter.key, (key) => keyed(eb.ref("artifact_collection.key"), key, dialect)),
    given(filter.flow_run_id, (id) => listed(eb.ref("artifact_collection.flow_run_id"), id)),
    given(filter.task_run_id, (id) => listed(eb.ref("artifact_collection.task_run_id"), id)),
    given(filter.type, (type) => listed(eb.ref("artifact_collection.type"), type)),
  ]);

const keyed = (
  key: Expression<unknown>,
  filter: ArtifactFilterKey | ArtifactCollectionFilterKey,
  dialect: DialectQueries,
): MaybeCondition =>
  combine("and_", [named(key, filter, dialect), isNull(key, filter.exists_ === null ? null : !filter.exists_)]);
