import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ServerFrames } from "@prefect-ts/schemas/worker-channel";
import { uuid7 } from "../../ids.ts";
import type { Refusal } from "../../models/worker-hello.ts";
import { readMessage } from "./handshake.ts";
import { BadMessageError, closeCodes, type PrefectSocket } from "./prefect-socket.ts";

const codes: Readonly<Record<Refusal, number>> = {
  authorization_failed: closeCodes.policyViolation,
  unsupported_version: closeCodes.policyViolation,
  protocol_error: closeCodes.protocolError,
  heartbeat_persistence_failed: closeCodes.serverError,
  transient_server_error: closeCodes.serverError,
};

/** Ends a worker's channel; the worker knows from the reason whether to come back. */
export const closeChannel = (socket: PrefectSocket, reason: Refusal): void => socket.close(codes[reason], reason);

/** Resolves when the frame is on its way, or the worker has gone. */
export const sendFrame = <T extends keyof ServerFrames>(
  socket: PrefectSocket,
  type: T,
  payload: ServerFrames[T],
): Promise<void> => socket.send({ type, id: uuid7(), sent_at: Timestamp.now(), payload });

/** A message that is a JSON object; undefined for any other. */
export function readFrame(text: string): Record<string, unknown> | undefined {
  try {
    return readMessage(text);
  } catch (error) {
    if (error instanceof BadMessageError) return undefined;
    throw error;
  }
}
