import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { gaveState, type TransitionResult } from "../orchestration/transition.ts";
import { Reply } from "./reply.ts";

/** Bytes; a state carries a reference to its result, never the result. */
export const largestState = 1024 * 1024;

/** 201 where the run got a new state, 200 where it kept the one it had. */
export const replyToTransition = (result: TransitionResult, askedAt: Timestamp): Reply =>
  new Reply(gaveState(result, askedAt) ? 201 : 200, result);
