import { type Static, type TSchema, Type } from "typebox";
import type { Timestamp } from "./timestamp.ts";
import { check, DateTime, JsonObject, OrNull, Uuid } from "./types.ts";
import type { WorkPoolResponse } from "./work-pool.ts";

/** The version of the channel that server and workers speak. */
export const channelVersion = "work_pool_worker_channel.v1";

/** What a worker has to be able to do. */
export const requiredCapabilities = ["worker_heartbeat.v1", "work_pool_snapshot.v1"] as const;
/** What it may be able to do besides: remove the infrastructure of runs whose own end did not come. */
export const cleanupCapability = "cleanup_delivery.v1";

export const CleanupKind = Type.Enum(["cancelling_timeout_teardown.v1", "pending_claim_teardown.v1"]);
export type CleanupKind = Static<typeof CleanupKind>;

const Text = Type.String({ minLength: 1 });
const Positive = Type.Integer({ exclusiveMinimum: 0 });

const frame = <T extends string, P extends TSchema>(type: T, payload: P) =>
  Type.Object({ type: Type.Literal(type), id: Uuid, sent_at: DateTime, payload }, { additionalProperties: false });

interface Abilities {
  requested_capabilities: readonly string[];
  handled_cleanup_kinds: readonly string[];
  max_cleanup_concurrency?: number;
}

function abilityProblem(hello: Abilities): string | undefined {
  const requested = new Set(hello.requested_capabilities);
  const missing = requiredCapabilities.filter((capability) => !requested.has(capability));
  if (missing.length > 0) return `Missing required channel capabilities: ${missing.join(", ")}`;
  if (requested.has(cleanupCapability)) return undefined;
  if (hello.handled_cleanup_kinds.length > 0) return "`handled_cleanup_kinds` requires `cleanup_delivery.v1`";
  return hello.max_cleanup_concurrency ? "`max_cleanup_concurrency` requires `cleanup_delivery.v1`" : undefined;
}

/** The first frame of a worker: who it is and what it can do. */
export const WorkerHello = frame(
  "worker.hello.v1",
  Type.Object(
    {
      consumer_id: Uuid,
      worker_name: Text,
      worker_type: Text,
      heartbeat_interval_seconds: Positive,
      supported_channel_versions: Type.Array(Text, { minItems: 1 }),
      requested_capabilities: Type.Array(Text, { minItems: 1 }),
      work_queue_names: Type.Array(Text, { default: [] }),
      handled_cleanup_kinds: Type.Array(CleanupKind, { default: [] }),
      /** One where the worker asks for cleanups and does not say. */
      max_cleanup_concurrency: Type.Optional(Type.Integer({ minimum: 0 })),
      create_pool_if_not_found: Type.Boolean({ default: false }),
      default_base_job_template: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
      worker_metadata: OrNull(JsonObject),
    },
    { additionalProperties: false, [check]: abilityProblem },
  ),
);
export type WorkerHello = Static<typeof WorkerHello>;

const Heartbeat = frame(
  "worker.heartbeat.v1",
  Type.Object(
    { consumer_id: Uuid, worker_name: Text, heartbeat_interval_seconds: Positive },
    { additionalProperties: false },
  ),
);

const operation = { message_id: Uuid, reservation_token: Text };
const Acknowledge = frame("cleanup.ack.v1", Type.Object(operation, { additionalProperties: false }));
const Renew = frame("cleanup.renew.v1", Type.Object(operation, { additionalProperties: false }));
const Release = frame(
  "cleanup.release.v1",
  Type.Object({ ...operation, reason: Text }, { additionalProperties: false }),
);

/** What a worker sends after its hello. */
export const WorkerFrame = Type.Union([Heartbeat, Acknowledge, Renew, Release]);
export type WorkerFrame = Static<typeof WorkerFrame>;

/** A work pool as it is now; numbered from 1 in each connection. */
export interface WorkPoolSnapshot {
  snapshot_sequence: number;
  reason: "initial" | "work_pool_updated" | "heartbeat_reconciliation";
  work_pool: WorkPoolResponse;
}

/** What came of a worker's word about a cleanup. */
export interface CleanupResult {
  status: "accepted" | "not_current" | "not_found" | "expired" | "invalid_token" | "unauthorized" | "dead_lettered";
  reason: string | null;
  /** Of an accepted renewal. */
  lease_expires_at: Timestamp | null;
}

/** The frames that the server sends, by their type. */
export interface ServerFrames {
  "worker.ready.v1": {
    consumer_id: string;
    worker_id: null;
    selected_channel_version: string;
    effective_heartbeat_interval_seconds: number;
    accepted_capabilities: readonly string[];
    rejected_capabilities: readonly string[];
    effective_max_cleanup_concurrency: number;
    resolved_work_queues: readonly { id: string; name: string }[];
    initial_snapshot: WorkPoolSnapshot;
  };
  "work_pool.snapshot.v1": WorkPoolSnapshot;
  "cleanup.message.v1": {
    message_id: string;
    kind: CleanupKind;
    reservation_token: string;
    lease_expires_at: Timestamp;
    delivery_count: number;
    work_queue_id: string | null;
    target: { flow_run_id: string; infrastructure_pid: string | null };
    data: Record<string, unknown>;
  };
  "cleanup.operation_result.v1": CleanupResult & {
    request_frame_id: string;
    message_id: string;
    operation: "ack" | "release" | "renew";
    detail: null;
  };
}
