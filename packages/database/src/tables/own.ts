import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { CleanupKind } from "@prefect-ts/schemas/worker-channel";
import type { JsonColumn } from "./columns.ts";

// Tables of our own, which the reference does not have.

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
