import type { TaskRun } from "@prefect-ts/schemas/task-run";
import { readMessage } from "./handshake.ts";
import { BadMessageError, closeCodes, type PrefectSocket } from "./prefect-socket.ts";
import type { SocketHandler } from "./socket-route.ts";

const violation = (expected: string) => `Protocol violation: expected ${expected}`;

interface Subscription {
  keys: string[];
  clientId: string;
}

/** What the client asks for; a text says what is wrong with it. */
function readSubscription({ type, keys, client_id: clientId }: Record<string, unknown>): Subscription | string {
  if (type !== "subscribe") return violation("'subscribe' message");
  if (!keys || (Array.isArray(keys) && keys.length === 0)) return violation("'keys' in subscribe message");
  if (!clientId) return violation("'client_id' in subscribe message");
  if (!Array.isArray(keys) || typeof clientId !== "string") throw new BadMessageError("the subscription is malformed");
  return { keys: keys.filter((key) => typeof key === "string"), clientId };
}

/** Sends a task run and waits for the client's word: it took it, took it as its last one, or left it. */
async function handOver(socket: PrefectSocket, taskRun: TaskRun): Promise<"taken" | "last" | "left"> {
  await socket.send(taskRun);
  const text = await socket.receive();
  if (text === undefined) return "left";
  const { type } = readMessage(text);
  if (type === "ack") return "taken";
  if (type === "quit") {
    socket.close(closeCodes.normal);
    return "last";
  }
  socket.close(closeCodes.taskProtocolError, violation("'ack' message"));
  return "left";
}

/**
 * Serves a worker of background tasks: one task run at a time, the next one when the client has acknowledged it.
 * One that is not acknowledged goes to the next worker that asks; a client that quits has taken its last one.
 */
export const scheduledTaskRuns: SocketHandler = async (socket, { context }) => {
  const text = await socket.receive();
  if (text === undefined) return;
  const subscription = readSubscription(readMessage(text));
  if (typeof subscription === "string") {
    socket.close(closeCodes.taskProtocolError, subscription);
    return;
  }
  const { keys, clientId } = subscription;
  const { taskQueues, taskWorkers } = context;
  const gone = new AbortController();
  socket.onEnd(() => gone.abort());
  const forget = taskWorkers.add(clientId, keys);
  try {
    while (socket.isOpen) {
      const taskRun = await taskQueues.next(keys, gone.signal);
      let outcome: Awaited<ReturnType<typeof handOver>> = "left";
      try {
        if (socket.isOpen) outcome = await handOver(socket, taskRun);
      } finally {
        if (outcome === "left") void taskQueues.retry(taskRun);
      }
      if (outcome !== "taken") return;
    }
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  } finally {
    forget();
  }
};
