import {
  ConcurrencyLeaseHolder,
  ConcurrencyLimitV2,
  ConcurrencyLimitV2Create,
  ConcurrencyLimitV2Update,
  ConcurrencyLimitWithLeaseResponse,
  GlobalConcurrencyLimitResponse,
  MinimalConcurrencyLimitResponse,
} from "@prefect-ts/schemas/global-concurrency-limit";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { OrNull, Uuid } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import * as leases from "../../models/concurrency-leases.ts";
import * as limits from "../../models/concurrency-limits.ts";
import { acquireByName, releaseByName } from "../../models/concurrency-requests.ts";
import { activeSlots } from "../../models/concurrency-slots.ts";
import { HttpError } from "../../errors.ts";
import { Limit, Offset, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Concurrency Limits V2";
const ByIdOrName = Type.Object({ id_or_name: Type.Union([Uuid, Type.String()]) });
const notFound = () => new HttpError(404, "Concurrency Limit not found");

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const keyOf = ({ id_or_name }: { id_or_name: string }): limits.LimitKey =>
  uuid.test(id_or_name) ? { id: id_or_name } : { name: id_or_name };

type Row = limits.ConcurrencyLimitRow;

const minimal = ({ id, name, limit }: Row): MinimalConcurrencyLimitResponse => ({ id, name, limit });

const current = (row: Row): GlobalConcurrencyLimitResponse => ({
  id: row.id,
  created: row.created,
  updated: row.updated,
  active: row.active,
  name: row.name,
  limit: row.limit,
  active_slots: activeSlots(row, Timestamp.now()),
  slot_decay_per_second: row.slot_decay_per_second,
});

const locked = (retryAfter: number) => new HttpError(423, "Locked", { "retry-after": String(retryAfter) });

const acquisition = {
  slots: Type.Integer({ exclusiveMinimum: 0 }),
  // The reference means minItems, which it would check.
  names: Type.Array(Type.String(), { min_items: 1 }),
  mode: Type.Union([Type.Literal("concurrency"), Type.Literal("rate_limit")], { default: "concurrency" }),
};
const leaseDuration = Type.Number({ minimum: 60, maximum: 86_400, default: 300 });

export const globalConcurrencyLimitRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/v2/concurrency_limits/",
    tag,
    operation: "create_concurrency_limit_v2_v2_concurrency_limits__post",
    body: ConcurrencyLimitV2Create,
    status: 201,
    response: ConcurrencyLimitV2,
    handle: ({ body, context }) => context.write((tx) => limits.createLimit(tx, body)),
  }),
  route({
    method: "GET",
    path: "/v2/concurrency_limits/{id_or_name}",
    tag,
    operation: "read_concurrency_limit_v2_v2_concurrency_limits__id_or_name__get",
    params: ByIdOrName,
    response: GlobalConcurrencyLimitResponse,
    handle: async ({ params, context }) => {
      const limit = await context.read((session) => limits.readLimit(session, keyOf(params)));
      if (!limit) throw notFound();
      return current(limit);
    },
  }),
  route({
    method: "PATCH",
    path: "/v2/concurrency_limits/{id_or_name}",
    tag,
    operation: "update_concurrency_limit_v2_v2_concurrency_limits__id_or_name__patch",
    params: ByIdOrName,
    body: ConcurrencyLimitV2Update,
    status: 204,
    handle: async ({ params, body, context }) => {
      if (!(await context.write((tx) => limits.updateLimit(tx, keyOf(params), body)))) throw notFound();
    },
  }),
  route({
    method: "DELETE",
    path: "/v2/concurrency_limits/{id_or_name}",
    tag,
    operation: "delete_concurrency_limit_v2_v2_concurrency_limits__id_or_name__delete",
    params: ByIdOrName,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => limits.deleteLimit(tx, keyOf(params))))) throw notFound();
    },
  }),
  route({
    method: "POST",
    path: "/v2/concurrency_limits/filter",
    tag,
    operation: "read_all_concurrency_limits_v2_v2_concurrency_limits_filter_post",
    body: Type.Object(
      { offset: Offset, limit: Limit },
      { $id: "Body_read_all_concurrency_limits_v2_v2_concurrency_limits_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(GlobalConcurrencyLimitResponse),
    handle: async ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      const rows = await context.read((session) => limits.readLimits(session, part));
      return rows.map(current);
    },
  }),
  route({
    method: "POST",
    path: "/v2/concurrency_limits/increment",
    tag,
    operation: "bulk_increment_active_slots_v2_concurrency_limits_increment_post",
    body: Type.Object(
      { ...acquisition, create_if_missing: OrNull(Type.Boolean()) },
      { $id: "Body_bulk_increment_active_slots_v2_concurrency_limits_increment_post" },
    ),
    response: Type.Array(MinimalConcurrencyLimitResponse),
    handle: async ({ body, context }) => {
      const answer = await context.write((tx) => acquireByName(tx, body));
      if (answer.retryAfter !== null) throw locked(answer.retryAfter);
      return answer.limits.map(minimal);
    },
  }),
  route({
    method: "POST",
    path: "/v2/concurrency_limits/increment-with-lease",
    tag,
    operation: "bulk_increment_active_slots_with_lease_v2_concurrency_limits_increment_with_lease_post",
    body: Type.Object(
      { ...acquisition, lease_duration: leaseDuration, holder: OrNull(ConcurrencyLeaseHolder) },
      { $id: "Body_bulk_increment_active_slots_with_lease_v2_concurrency_limits_increment_with_lease_post" },
    ),
    response: ConcurrencyLimitWithLeaseResponse,
    handle: async ({ body, context }) => {
      const { answer, lease } = await context.write(async (tx) => {
        const answer = await acquireByName(tx, body);
        if (answer.retryAfter !== null) return { answer, lease: null };
        const { slots, lease_duration: ttl, holder } = body;
        const limitIds = answer.limits.map(({ id }) => id);
        return { answer, lease: await leases.createLease(tx, { limitIds, slots, ttl, holder }) };
      });
      if (lease === null) throw locked(answer.retryAfter ?? 0);
      return { lease_id: lease.id, limits: answer.limits.map(minimal) };
    },
  }),
  route({
    method: "POST",
    path: "/v2/concurrency_limits/decrement",
    tag,
    operation: "bulk_decrement_active_slots_v2_concurrency_limits_decrement_post",
    body: Type.Object(
      {
        slots: acquisition.slots,
        names: acquisition.names,
        occupancy_seconds: OrNull(Type.Number({ exclusiveMinimum: 0 })),
        create_if_missing: Type.Optional(Type.Boolean({ deprecated: true })),
      },
      { $id: "Body_bulk_decrement_active_slots_v2_concurrency_limits_decrement_post" },
    ),
    response: Type.Array(MinimalConcurrencyLimitResponse),
    handle: async ({ body: { names, slots, occupancy_seconds }, context }) => {
      const rows = await context.write((tx) => releaseByName(tx, names, slots, occupancy_seconds ?? undefined));
      return rows.map(minimal);
    },
  }),
  route({
    method: "POST",
    path: "/v2/concurrency_limits/decrement-with-lease",
    tag,
    operation: "bulk_decrement_active_slots_with_lease_v2_concurrency_limits_decrement_with_lease_post",
    body: Type.Object(
      { lease_id: Uuid },
      { $id: "Body_bulk_decrement_active_slots_with_lease_v2_concurrency_limits_decrement_with_lease_post" },
    ),
    status: 204,
    handle: ({ body, context }) =>
      context.write(async (tx) => {
        const lease = await leases.readLease(tx, body.lease_id);
        if (lease) await leases.releaseLease(tx, lease, { sample: true });
      }),
  }),
  route({
    method: "POST",
    path: "/v2/concurrency_limits/leases/{lease_id}/renew",
    tag,
    operation: "renew_concurrency_lease_v2_concurrency_limits_leases__lease_id__renew_post",
    anyId: true,
    params: Type.Object({ lease_id: Uuid }),
    body: Type.Object(
      { lease_duration: leaseDuration },
      { $id: "Body_renew_concurrency_lease_v2_concurrency_limits_leases__lease_id__renew_post" },
    ),
    bodyRequired: false,
    status: 204,
    handle: async ({ params, body, context }) => {
      if (await context.write((tx) => leases.renewLease(tx, params.lease_id, body.lease_duration))) return;
      throw new HttpError(410, "Lease not found - it may have expired or been revoked");
    },
  }),
];
