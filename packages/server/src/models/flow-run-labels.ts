import type { Origin, Place } from "./flow-run-origin.ts";

export type LabelMap = Record<string, string | number | boolean>;

/**
 * The labels of a new flow run: those of its deployment, or else of its flow, then the ids of what it comes from, then
 * the user's own; later ones win. The deployment's flow counts, even where the run is another's.
 */
export function labelsForFlowRun(run: Place, origin: Origin | undefined, own: LabelMap | null): LabelMap {
  if (run.deployment_id !== null && origin?.deployment_flow_id) {
    const system = { "prefect.flow.id": origin.deployment_flow_id, "prefect.deployment.id": run.deployment_id };
    return { ...origin.deployment_labels, ...system, ...own };
  }
  return { ...origin?.flow_labels, "prefect.flow.id": run.flow_id, ...own };
}
