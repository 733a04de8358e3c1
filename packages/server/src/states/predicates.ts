import { type StateType, terminalTypes } from "@prefect-ts/schemas/state";

/** Anything with the type of a state; no state at all is of no type. */
type Typed = { readonly type: StateType } | null | undefined;

export const isFinal = (state: Typed): boolean => !!state && terminalTypes.includes(state.type);
export const isScheduled = (state: Typed): boolean => state?.type === "SCHEDULED";
export const isPending = (state: Typed): boolean => state?.type === "PENDING";
export const isRunning = (state: Typed): boolean => state?.type === "RUNNING";
export const isPaused = (state: Typed): boolean => state?.type === "PAUSED";
export const isCancelling = (state: Typed): boolean => state?.type === "CANCELLING";
export const isCancelled = (state: Typed): boolean => state?.type === "CANCELLED";
export const isCompleted = (state: Typed): boolean => state?.type === "COMPLETED";
export const isFailed = (state: Typed): boolean => state?.type === "FAILED";
export const isCrashed = (state: Typed): boolean => state?.type === "CRASHED";
