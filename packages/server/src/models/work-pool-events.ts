import type { Tables } from "@prefect-ts/database/tables";
import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Selectable } from "kysely";
import type { Tx } from "../context.ts";
import { objectEvent } from "./object-events.ts";

export type WorkPoolRow = Selectable<Tables["work_pool"]>;
export type WorkQueueRow = Selectable<Tables["work_queue"]>;
type Status = WorkPoolRow["status"];
type Verb = "created" | "updated" | "deleted" | "ready" | "not-ready" | "paused";
type NamedPool = Pick<WorkPoolRow, "id" | "name" | "type">;

/** A status as it stands in the names of events: `not-ready`. */
const verbs: Record<Status, Verb> = { READY: "ready", NOT_READY: "not-ready", PAUSED: "paused" };

/** Status events of a pool say which they follow where that is this many seconds ago or less. */
const orderWindow = 600;

function poolEvent(
  { id, name, type }: NamedPool,
  verb: Verb,
  payload: Record<string, unknown> = {},
  related: Record<string, string>[] = [],
): Event {
  const event = objectEvent({ kind: "work-pool", id, name }, verb, payload, related);
  return { ...event, resource: { ...event.resource, "prefect.work-pool.type": type } };
}

const inRole = (event: Event, role: string): Event => ({
  ...event,
  resource: { ...event.resource, "prefect.resource.role": role },
});

function belongings({ default_queue_id, storage_configuration }: WorkPoolRow): Record<string, string>[] {
  const block = storage_configuration["default_result_storage_block_id"];
  return [
    ...(default_queue_id
      ? [
          {
            "prefect.resource.id": `prefect.work-queue.${default_queue_id}`,
            "prefect.resource.role": "default-queue",
          },
        ]
      : []),
    ...(block
      ? [
          {
            "prefect.resource.id": `prefect.block-document.${String(block)}`,
            "prefect.resource.role": "result-storage",
          },
        ]
      : []),
  ];
}

/** A change of some fields, as events tell it. */
export interface FieldChanges {
  updated_fields: string[];
  updates: Record<string, { from: unknown; to: unknown }>;
}

/** What `fields` of a row were and are, where they differ; undefined where none do. */
export function fieldChanges<Row extends object>(
  before: Row,
  after: Row,
  fields: readonly (keyof Row & string)[],
): FieldChanges | undefined {
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed.length === 0) return undefined;
  const updates = Object.fromEntries(changed.map((field) => [field, { from: before[field], to: after[field] }]));
  return { updated_fields: changed, updates };
}

export const emitPoolCreated = (tx: Tx, pool: WorkPoolRow) =>
  tx.emit(inRole(poolEvent(pool, "created", {}, belongings(pool)), "work-pool"));

export const emitPoolDeleted = (tx: Tx, pool: WorkPoolRow) =>
  tx.emit(inRole(poolEvent(pool, "deleted", {}, belongings(pool)), "work-pool"));

export const emitPoolUpdated = (tx: Tx, pool: WorkPoolRow, changes: FieldChanges) =>
  tx.emit(inRole(poolEvent(pool, "updated", { ...changes }), "work-pool"));

/** Says what status a pool has; `before` is the pool as it was, where it was there before. */
export function emitPoolStatus(tx: Tx, pool: WorkPoolRow, before?: WorkPoolRow): void {
  const event = poolEvent(pool, verbs[pool.status]);
  const previous = before?.last_transitioned_status_at;
  const isRecent = previous && Timestamp.now().since(previous) < orderWindow;
  tx.emit({
    ...event,
    id: pool.last_status_event_id ?? event.id,
    occurred: pool.last_transitioned_status_at ?? event.occurred,
    follows: isRecent ? before.last_status_event_id : null,
  });
}

async function emitQueueEvent(tx: Tx, queue: WorkQueueRow, verb: Verb, payload = {}): Promise<void> {
  const pool = await tx.db
    .selectFrom("work_pool")
    .select(["id", "name", "type"])
    .where("id", "=", queue.work_pool_id)
    .executeTakeFirst();
  const related = pool
    ? [
        {
          "prefect.resource.id": `prefect.work-pool.${pool.id}`,
          "prefect.resource.name": pool.name,
          "prefect.work-pool.type": pool.type,
          "prefect.resource.role": "work-pool",
        },
      ]
    : [];
  const { id, name } = queue;
  tx.emit(inRole(objectEvent({ kind: "work-queue", id, name }, verb, payload, related), "work-queue"));
}

export const emitQueueCreated = (tx: Tx, queue: WorkQueueRow) => emitQueueEvent(tx, queue, "created");
export const emitQueueDeleted = (tx: Tx, queue: WorkQueueRow) => emitQueueEvent(tx, queue, "deleted");
export const emitQueueStatus = (tx: Tx, queue: WorkQueueRow) => emitQueueEvent(tx, queue, verbs[queue.status]);
export const emitQueueUpdated = (tx: Tx, queue: WorkQueueRow, changes: FieldChanges) =>
  emitQueueEvent(tx, queue, "updated", changes);
