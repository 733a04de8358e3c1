import { compile } from "@prefect-ts/schemas/validation/compile";
import type { Static, TSchema } from "typebox";
import { BadMessageError, closeCodes, type PrefectSocket } from "./prefect-socket.ts";
import { readMessage } from "./handshake.ts";

/** Bytes that may wait for a client that reads too slowly; then it is cut, and comes back to the backfill. */
const largestBacklog = 8 * 1024 * 1024;

export interface StreamRequest<F> {
  filter: F;
  backfill: boolean;
}

/** What the client asks to see; undefined if it has gone, or has been told what is wrong. */
export async function readStreamRequest<S extends TSchema>(
  socket: PrefectSocket,
  schema: S,
): Promise<StreamRequest<Static<S>> | undefined> {
  const text = await socket.receive();
  if (text === undefined) return undefined;
  const { type, filter, backfill = true } = readMessage(text);
  if (type === undefined) throw new BadMessageError("a message has no type");
  if (type !== "filter") {
    socket.close(closeCodes.protocolError, "Expected 'filter' message");
    return undefined;
  }
  const refuse = (why: string) => socket.close(closeCodes.protocolError, `Invalid filter: ${why}`);
  if (filter === undefined) {
    refuse("'filter'");
    return undefined;
  }
  const checked = compile(schema)(filter);
  if (checked.ok) return { filter: checked.value, backfill: Boolean(backfill) };
  const [first] = checked.errors;
  refuse([...(first?.loc ?? []), first?.msg].join(" "));
  return undefined;
}

/** Sends without waiting; a client that is too far behind is cut. */
export function sendLive(socket: PrefectSocket, message: unknown): void {
  if (!socket.isOpen) return;
  if (socket.unsentBytes > largestBacklog) socket.drop();
  else void socket.send(message);
}

/** Reads and forgets what the client says, until it has gone or the server ends. */
export async function untilEnd(socket: PrefectSocket): Promise<void> {
  while ((await socket.receiveMany()) !== undefined);
}
