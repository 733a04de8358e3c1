import { randomUUID } from "node:crypto";
import type { RetryingClient } from "./retrying-client.ts";

/** The states that a run is taken through. */
export const life = ["PENDING", "RUNNING", "COMPLETED"] as const;

/**
 * Proposes a state until a server answers, each time with the same transition id: where the state was kept and its answer
 * lost, the run is found in it. Answers the type of the state that the run is in.
 */
export async function propose(client: RetryingClient, runId: string, type: (typeof life)[number]): Promise<string> {
  const state = { type, state_details: { transition_id: randomUUID() } };
  const { state: found } = await client.expect("POST", `/flow_runs/${runId}/set_state`, { state });
  return String(Object(found).type);
}
