import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { compile } from "@prefect-ts/schemas/validation/compile";
import {
  type CleanupResult,
  type ServerFrames,
  WorkerFrame,
  type WorkerHello,
  type WorkPoolSnapshot,
} from "@prefect-ts/schemas/worker-channel";
import type { Reservation } from "../../cleanups/cleanup-rows.ts";
import type { PoolChange, ServerContext } from "../../context.ts";
import { readPoolById, requirePool, toPoolResponses } from "../../models/work-pools.ts";
import { recordHeartbeat } from "../../models/workers.ts";
import type { PrefectSocket } from "./prefect-socket.ts";
import { closeChannel, readFrame, sendFrame } from "./worker-frames.ts";

/** Changes that come this close together are told as one. */
const quietMs = 50;

type Heartbeat = Extract<WorkerFrame, { type: "worker.heartbeat.v1" }>["payload"];
type CleanupFrame = Exclude<WorkerFrame, { type: "worker.heartbeat.v1" }>;

const operations = { "cleanup.ack.v1": "ack", "cleanup.release.v1": "release", "cleanup.renew.v1": "renew" } as const;

const notAccepted: CleanupResult = {
  status: "unauthorized",
  reason: "cleanup_delivery_not_accepted",
  lease_expires_at: null,
};

/** A worker that was let in: it is told of its pool's changes, and says that it lives and what it has cleaned up. */
export class WorkerConnection {
  private readonly socket: PrefectSocket;
  private readonly context: ServerContext;
  private readonly hello: WorkerHello["payload"];
  private readonly ready: ServerFrames["worker.ready.v1"];
  private readonly pool: { id: string; name: string };
  private lastSequence = 1;
  /** When the pool that the worker knows was changed last. */
  private knownChange: Timestamp | null;
  private dueSnapshot: { reason: WorkPoolSnapshot["reason"]; timer: NodeJS.Timeout } | undefined;

  constructor(
    socket: PrefectSocket,
    context: ServerContext,
    { hello, ready }: { hello: WorkerHello["payload"]; ready: ServerFrames["worker.ready.v1"] },
  ) {
    this.socket = socket;
    this.context = context;
    this.hello = hello;
    this.ready = ready;
    this.pool = ready.initial_snapshot.work_pool;
    this.knownChange = ready.initial_snapshot.work_pool.updated;
  }

  /** Resolves when the worker has gone, or has been sent away. */
  async run(): Promise<void> {
    const disconnect = this.takesCleanups ? this.connectToCleanups() : undefined;
    try {
      for (let text = await this.socket.receive(); text !== undefined; text = await this.socket.receive()) {
        const checked = compile(WorkerFrame)(readFrame(text));
        if (!checked.ok) return closeChannel(this.socket, "protocol_error");
        const frame = checked.value;
        if (frame.type !== "worker.heartbeat.v1") await this.settle(frame);
        else if (!(await this.beat(frame.payload))) return;
      }
    } finally {
      disconnect?.();
      clearTimeout(this.dueSnapshot?.timer);
    }
  }

  notice({ poolId, isDeleted }: PoolChange): void {
    if (poolId !== this.pool.id) return;
    if (isDeleted) closeChannel(this.socket, "authorization_failed");
    else this.tellPool("work_pool_updated");
  }

  private get takesCleanups(): boolean {
    return this.ready.effective_max_cleanup_concurrency > 0;
  }

  /** False where the channel ends with it. */
  private async beat({ consumer_id, worker_name: name, heartbeat_interval_seconds }: Heartbeat): Promise<boolean> {
    if (consumer_id !== this.hello.consumer_id || name !== this.hello.worker_name) {
      closeChannel(this.socket, "protocol_error");
      return false;
    }
    try {
      const updated = await this.context.write(async (tx) => {
        await recordHeartbeat(tx, this.pool.name, { name, heartbeat_interval_seconds });
        return (await requirePool(tx, this.pool.name)).updated;
      });
      if (!updated.equals(this.knownChange)) this.tellPool("heartbeat_reconciliation");
      if (this.takesCleanups) this.context.cleanups.dispatch(this.pool.id);
      return true;
    } catch (error) {
      this.context.log.error({ err: error, worker: name }, "a worker's heartbeat could not be kept");
      closeChannel(this.socket, "heartbeat_persistence_failed");
      return false;
    }
  }

  private tellPool(reason: WorkPoolSnapshot["reason"]): void {
    if (this.dueSnapshot) this.dueSnapshot.reason = reason;
    else this.dueSnapshot = { reason, timer: setTimeout(() => void this.sendSnapshot(), quietMs) };
  }

  private async sendSnapshot(): Promise<void> {
    const reason = this.dueSnapshot?.reason ?? "work_pool_updated";
    this.dueSnapshot = undefined;
    try {
      const pool = await this.context.read(async (session) => {
        const row = await readPoolById(session, this.pool.id);
        return row && (await toPoolResponses(session, [row]))[0];
      });
      if (!pool) return closeChannel(this.socket, "authorization_failed");
      this.knownChange = pool.updated;
      this.lastSequence += 1;
      await sendFrame(this.socket, "work_pool.snapshot.v1", {
        snapshot_sequence: this.lastSequence,
        reason,
        work_pool: pool,
      });
    } catch (error) {
      this.context.log.error({ err: error, pool: this.pool.name }, "a worker could not be told of its pool");
      closeChannel(this.socket, "transient_server_error");
    }
  }

  private connectToCleanups(): () => void {
    const { consumer_id, worker_name, handled_cleanup_kinds: kinds } = this.hello;
    return this.context.cleanups.connect({
      poolId: this.pool.id,
      name: `${this.pool.id}/${consumer_id}/${worker_name}`,
      kinds,
      queueIds: this.ready.resolved_work_queues.map(({ id }) => id),
      most: this.ready.effective_max_cleanup_concurrency,
      deliver: (reservation) => void this.deliver(reservation),
    });
  }

  private deliver({ cleanup, token, leaseExpires, deliveries }: Reservation): Promise<void> {
    return sendFrame(this.socket, "cleanup.message.v1", {
      message_id: cleanup.id,
      kind: cleanup.kind,
      reservation_token: token,
      lease_expires_at: leaseExpires,
      delivery_count: deliveries,
      work_queue_id: cleanup.queueId,
      target: cleanup.target,
      data: {},
    });
  }

  private async settle({ id, type, payload: { message_id, reservation_token: token } }: CleanupFrame): Promise<void> {
    const operation = operations[type];
    const tell = (result: CleanupResult) =>
      void sendFrame(this.socket, "cleanup.operation_result.v1", {
        request_frame_id: id,
        message_id,
        operation,
        ...result,
        detail: null,
      });
    if (!this.takesCleanups) tell(notAccepted);
    else await this.context.cleanups.settle({ operation, poolId: this.pool.id, id: message_id, token }, tell);
  }
}
