import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { SettingName } from "@prefect-ts/settings/catalog";
import type { Settings } from "@prefect-ts/settings/settings";
import type { ServerContext, Tx } from "../context.ts";

/** Unless the database changes, a service has nothing to do before then; never, if left out. */
export interface Quiet {
  until?: Timestamp;
}

/** Background work of the server. */
export interface Service {
  /** As logs name it. */
  name: string;
  /** What enables it. */
  setting: SettingName;
  /** What it does, in a line. */
  summary: string;
  isEnabled(settings: Settings): boolean;
  /** Seconds between two passes. */
  everySeconds(settings: Settings): number;
  /** Calls `wake` when there is something to do before its time comes; answers how to stop. */
  listen?(context: ServerContext, wake: () => void): () => void;
  /** Whether every server runs it for itself; the others are shared by the servers of a database. */
  isLocal?: boolean;
  pass(context: ServerContext, signal: AbortSignal): Promise<Quiet | void>;
}

/** What there is to say of a service without running it. */
export type ServiceInfo = Omit<Service, "pass" | "listen">;

/**
 * Writes for each item in a transaction of its own, so requests get in between; one that fails is logged, and the rest
 * go on. Whoever found the items read them earlier: `work` looks again at what it is about to change.
 */
export async function writeEach<T>(
  context: ServerContext,
  signal: AbortSignal,
  items: readonly T[],
  work: (tx: Tx, item: T) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    if (signal.aborted) return;
    try {
      await context.write((tx) => work(tx, item));
    } catch (error) {
      context.log.error({ err: error, item }, "a service could not do its work on one item");
    }
  }
}
