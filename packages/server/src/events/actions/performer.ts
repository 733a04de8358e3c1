import type { Action } from "@prefect-ts/schemas/automation";
import type { ServerContext, Tx } from "../../context.ts";
import type { TriggeredAction } from "./triggered-action.ts";

/** An action that cannot be done, and will not be tried again. */
export class ActionFailedError extends Error {
  override name = "ActionFailedError";
}

/** What the events about an action tell of it. */
export interface ActionResult {
  /** Why it failed, if it did; what it has written by then is kept. */
  reason?: string | undefined;
  details: Record<string, unknown>;
  related: Record<string, string>[];
}

/** An action that is being done. */
export interface ActionRun {
  readonly context: ServerContext;
  readonly triggered: TriggeredAction;
  readonly result: ActionResult;
}

/** What an action writes, in the transaction that notes that it is done. */
export type ActionWrite = (tx: Tx) => Promise<void>;

/**
 * Does what an action does outside the database, if anything, and answers what it writes. Throws ActionFailedError, or
 * what the models throw, where it cannot be done.
 */
export type Performer<A extends Action> = (action: A, run: ActionRun) => Promise<ActionWrite>;

/** Names what an action is about. */
export function target(result: ActionResult, kind: string, id: string, more: Record<string, string> = {}): void {
  result.related.push({
    "prefect.resource.id": `prefect.${kind}.${id}`,
    "prefect.resource.role": "target",
    ...more,
  });
}
