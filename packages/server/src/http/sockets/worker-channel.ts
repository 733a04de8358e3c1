import { compile } from "@prefect-ts/schemas/validation/compile";
import {
  channelVersion,
  cleanupCapability,
  requiredCapabilities,
  type ServerFrames,
  WorkerHello,
} from "@prefect-ts/schemas/worker-channel";
import type { PoolChange, ServerContext } from "../../context.ts";
import { type Greeting, greetWorker, WorkerRefusedError } from "../../models/worker-hello.ts";
import type { PrefectSocket } from "./prefect-socket.ts";
import type { SocketHandler } from "./socket-route.ts";
import { WorkerConnection } from "./worker-connection.ts";
import { closeChannel, readFrame, sendFrame } from "./worker-frames.ts";

function readHello(text: string): WorkerHello["payload"] {
  const checked = compile(WorkerHello)(readFrame(text));
  if (!checked.ok) throw new WorkerRefusedError("protocol_error", "the first frame is no hello");
  const { payload } = checked.value;
  if (!payload.supported_channel_versions.includes(channelVersion)) {
    throw new WorkerRefusedError("unsupported_version", "the worker speaks another version");
  }
  return payload;
}

/** How many cleanups the worker takes at once; none where it did not ask for them. */
function cleanupsAtOnce(hello: WorkerHello["payload"]): number {
  const asks = hello.requested_capabilities.includes(cleanupCapability) && hello.handled_cleanup_kinds.length > 0;
  return asks ? (hello.max_cleanup_concurrency ?? 1) : 0;
}

function readyFrame(hello: WorkerHello["payload"], { pool, queues }: Greeting): ServerFrames["worker.ready.v1"] {
  const mostCleanups = cleanupsAtOnce(hello);
  const accepted: string[] = [...requiredCapabilities, ...(mostCleanups > 0 ? [cleanupCapability] : [])];
  return {
    consumer_id: hello.consumer_id,
    worker_id: null,
    selected_channel_version: channelVersion,
    effective_heartbeat_interval_seconds: hello.heartbeat_interval_seconds,
    accepted_capabilities: accepted,
    rejected_capabilities: [...new Set(hello.requested_capabilities)].filter((name) => !accepted.includes(name)),
    effective_max_cleanup_concurrency: mostCleanups,
    resolved_work_queues: queues,
    initial_snapshot: { snapshot_sequence: 1, reason: "initial", work_pool: pool },
  };
}

async function serve(socket: PrefectSocket, context: ServerContext, poolName: string): Promise<void> {
  const text = await socket.receive();
  if (text === undefined) return;
  const hello = readHello(text);
  // What changes while the worker is greeted is not in the first snapshot.
  const early: PoolChange[] = [];
  let notice: (change: PoolChange) => void = (change) => early.push(change);
  const stopListening = context.poolChanges.listen((changes) => changes.forEach((change) => notice(change)));
  try {
    const greeting = await context.write((tx) => greetWorker(tx, poolName, hello));
    const ready = readyFrame(hello, greeting);
    await sendFrame(socket, "worker.ready.v1", ready);
    const connection = new WorkerConnection(socket, context, { hello, ready });
    notice = (change) => connection.notice(change);
    early.forEach(notice);
    await connection.run();
  } finally {
    stopListening();
  }
}

/**
 * Serves a worker over one connection: its heartbeats, its pool as it changes, and infrastructure for it to remove.
 * Its runs it gets over HTTP.
 */
export const workerChannel: SocketHandler = async (socket, { context }, { work_pool_name: poolName = "" }) => {
  try {
    await serve(socket, context, poolName);
  } catch (error) {
    if (!(error instanceof WorkerRefusedError))
      context.log.error({ err: error, poolName }, "a worker's channel failed");
    closeChannel(socket, error instanceof WorkerRefusedError ? error.reason : "transient_server_error");
  }
};
