import { ConcurrencyLimit, ConcurrencyLimitCreate } from "@prefect-ts/schemas/concurrency-limit";
import { MinimalConcurrencyLimitResponse } from "@prefect-ts/schemas/global-concurrency-limit";
import { Json, OrNull, Uuid } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import * as tagLimits from "../../models/concurrency-tags.ts";
import { HttpError } from "../../errors.ts";
import { ById, Limit, Offset, pageSize } from "../parameters.ts";
import { created, ok } from "../reply.ts";
import { type Route, route } from "../route.ts";

const tag = "Concurrency Limits";
const ByTag = Type.Object({ tag: Type.String() });
const notFound = () => new HttpError(404, "Concurrency limit not found");

export const concurrencyLimitRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/concurrency_limits/",
    tag,
    operation: "create_concurrency_limit_concurrency_limits__post",
    body: ConcurrencyLimitCreate,
    response: ConcurrencyLimit,
    handle: async ({ body, context }) => {
      const { limit, isNew } = await context.write((tx) => tagLimits.setTagLimit(tx, body));
      return isNew ? created(limit) : ok(limit);
    },
  }),
  route({
    method: "GET",
    path: "/concurrency_limits/{id}",
    tag,
    operation: "read_concurrency_limit_concurrency_limits__id__get",
    params: ById,
    response: ConcurrencyLimit,
    handle: async ({ params, context }) => {
      const limit = await context.read((session) => tagLimits.readTagLimit(session, params));
      if (!limit) throw notFound();
      return limit;
    },
  }),
  route({
    method: "DELETE",
    path: "/concurrency_limits/{id}",
    tag,
    operation: "delete_concurrency_limit_concurrency_limits__id__delete",
    params: ById,
    response: Json,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => tagLimits.deleteTagLimit(tx, params)))) throw notFound();
      return null;
    },
  }),
  route({
    method: "GET",
    path: "/concurrency_limits/tag/{tag}",
    tag,
    operation: "read_concurrency_limit_by_tag_concurrency_limits_tag__tag__get",
    params: ByTag,
    response: ConcurrencyLimit,
    handle: async ({ params, context }) => {
      const limit = await context.read((session) => tagLimits.readTagLimit(session, params));
      if (!limit) throw notFound();
      return limit;
    },
  }),
  route({
    method: "DELETE",
    path: "/concurrency_limits/tag/{tag}",
    tag,
    operation: "delete_concurrency_limit_by_tag_concurrency_limits_tag__tag__delete",
    params: ByTag,
    response: Json,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => tagLimits.deleteTagLimit(tx, params)))) throw notFound();
      return null;
    },
  }),
  route({
    method: "POST",
    path: "/concurrency_limits/filter",
    tag,
    operation: "read_concurrency_limits_concurrency_limits_filter_post",
    body: Type.Object(
      { offset: Offset, limit: Limit },
      { $id: "Body_read_concurrency_limits_concurrency_limits_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(ConcurrencyLimit),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read((session) => tagLimits.readTagLimits(session, part));
    },
  }),
  route({
    method: "POST",
    path: "/concurrency_limits/tag/{tag}/reset",
    tag,
    operation: "reset_concurrency_limit_by_tag_concurrency_limits_tag__tag__reset_post",
    params: ByTag,
    body: Type.Object(
      { slot_override: OrNull(Type.Array(Uuid)) },
      { $id: "Body_reset_concurrency_limit_by_tag_concurrency_limits_tag__tag__reset_post" },
    ),
    bodyRequired: false,
    response: Json,
    handle: async ({ params, body, context }) => {
      const holders = body.slot_override ?? [];
      if (!(await context.write((tx) => tagLimits.resetTagLimit(tx, params.tag, holders)))) throw notFound();
      return null;
    },
  }),
  route({
    method: "POST",
    path: "/concurrency_limits/increment",
    tag,
    operation: "increment_concurrency_limits_v1_concurrency_limits_increment_post",
    body: Type.Object(
      { names: Type.Array(Type.String()), task_run_id: Uuid },
      { $id: "Body_increment_concurrency_limits_v1_concurrency_limits_increment_post" },
    ),
    response: Type.Array(MinimalConcurrencyLimitResponse),
    handle: ({ body, context }) => context.write((tx) => tagLimits.acquireTagSlots(tx, body.names, body.task_run_id)),
  }),
  route({
    method: "POST",
    path: "/concurrency_limits/decrement",
    tag,
    operation: "decrement_concurrency_limits_v1_concurrency_limits_decrement_post",
    body: Type.Object(
      { names: Type.Array(Type.String()), task_run_id: Uuid },
      { $id: "Body_decrement_concurrency_limits_v1_concurrency_limits_decrement_post" },
    ),
    response: Type.Array(MinimalConcurrencyLimitResponse),
    handle: ({ body, context }) => context.write((tx) => tagLimits.releaseTagSlots(tx, body.names, body.task_run_id)),
  }),
];
