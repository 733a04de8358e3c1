import {
  Artifact,
  ArtifactCollection,
  ArtifactCollectionFilter,
  ArtifactCollectionSort,
  ArtifactCreate,
  ArtifactFilter,
  ArtifactSort,
  ArtifactUpdate,
} from "@prefect-ts/schemas/artifact";
import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { WithDefault } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import * as artifacts from "../../models/artifacts.ts";
import { HttpError } from "../../errors.ts";
import { ById, Limit, Offset, pageSize } from "../parameters.ts";
import { created } from "../reply.ts";
import { type Route, route } from "../route.ts";

const tag = "Artifacts";
const notFound = () => new HttpError(404, "Artifact not found.");

const runFilters = {
  flow_runs: Type.Optional(FlowRunFilter),
  task_runs: Type.Optional(TaskRunFilter),
  flows: Type.Optional(FlowFilter),
  deployments: Type.Optional(DeploymentFilter),
};
const filters = { artifacts: Type.Optional(ArtifactFilter), ...runFilters };
const collectionFilters = { artifacts: Type.Optional(ArtifactCollectionFilter), ...runFilters };

export const artifactRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/artifacts/",
    tag,
    operation: "create_artifact_artifacts__post",
    body: ArtifactCreate,
    response: Artifact,
    handle: async ({ body, context }) => created(await context.write((tx) => artifacts.createArtifact(tx, body))),
  }),
  route({
    method: "GET",
    path: "/artifacts/{id}",
    tag,
    operation: "read_artifact_artifacts__id__get",
    params: ById,
    response: Artifact,
    handle: async ({ params, context }) => {
      const artifact = await context.read((session) => artifacts.readArtifact(session, params.id));
      if (!artifact) throw notFound();
      return artifact;
    },
  }),
  route({
    method: "GET",
    path: "/artifacts/{key}/latest",
    tag,
    operation: "read_latest_artifact_artifacts__key__latest_get",
    params: Type.Object({ key: Type.String() }),
    response: Artifact,
    handle: async ({ params, context }) => {
      const artifact = await context.read((session) => artifacts.readLatestArtifact(session, params.key));
      if (!artifact) throw notFound();
      return artifact;
    },
  }),
  route({
    method: "POST",
    path: "/artifacts/filter",
    tag,
    operation: "read_artifacts_artifacts_filter_post",
    body: Type.Object(
      { sort: WithDefault(ArtifactSort, "ID_DESC"), offset: Offset, ...filters, limit: Limit },
      { $id: "Body_read_artifacts_artifacts_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(Artifact),
    shared: true,
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.readWide((session) => artifacts.readArtifacts(session, body, body.sort, part));
    },
  }),
  route({
    method: "POST",
    path: "/artifacts/latest/filter",
    tag,
    operation: "read_latest_artifacts_artifacts_latest_filter_post",
    body: Type.Object(
      { sort: WithDefault(ArtifactCollectionSort, "ID_DESC"), offset: Offset, ...collectionFilters, limit: Limit },
      { $id: "Body_read_latest_artifacts_artifacts_latest_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(ArtifactCollection),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read((session) => artifacts.readLatestArtifacts(session, body, body.sort, part));
    },
  }),
  route({
    method: "POST",
    path: "/artifacts/count",
    tag,
    operation: "count_artifacts_artifacts_count_post",
    body: Type.Object(filters, { $id: "Body_count_artifacts_artifacts_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => artifacts.countArtifacts(session, body)),
  }),
  route({
    method: "POST",
    path: "/artifacts/latest/count",
    tag,
    operation: "count_latest_artifacts_artifacts_latest_count_post",
    body: Type.Object(collectionFilters, { $id: "Body_count_latest_artifacts_artifacts_latest_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    handle: ({ body, context }) => context.read((session) => artifacts.countLatestArtifacts(session, body)),
  }),
  route({
    method: "PATCH",
    path: "/artifacts/{id}",
    tag,
    operation: "update_artifact_artifacts__id__patch",
    params: ById,
    body: ArtifactUpdate,
    status: 204,
    handle: async ({ params, body, context }) => {
      if (!(await context.write((tx) => artifacts.updateArtifact(tx, params.id, body)))) throw notFound();
    },
  }),
  route({
    method: "DELETE",
    path: "/artifacts/{id}",
    tag,
    operation: "delete_artifact_artifacts__id__delete",
    params: ById,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => artifacts.deleteArtifact(tx, params.id)))) throw notFound();
    },
  }),
];
