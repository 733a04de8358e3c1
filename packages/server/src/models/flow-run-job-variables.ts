import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import { checkRunVariables } from "./deployment-job-variables.ts";
import { readDeploymentPlace } from "./deployment-record.ts";
import { readFlowRun } from "./flow-run-record.ts";

const noDeployment = () => new HttpError(400, "A deployment for the flow run could not be found");

/** Throws what stands against new job variables of a flow run: only one that waits for its time may have any. */
export async function checkJobVariablesUpdate(
  tx: Tx,
  flowRunId: string,
  jobVariables: Record<string, unknown>,
): Promise<void> {
  const run = await readFlowRun(tx, flowRunId);
  if (!run) throw new HttpError(404, "Flow run not found");
  if (!run.state) {
    throw new HttpError(400, "Flow run state is required to update job variables but none exists");
  }
  if (run.state.type !== "SCHEDULED") {
    throw new HttpError(400, `Job variables for a flow run in state ${run.state.type} cannot be updated`);
  }
  if (run.deployment_id === null) throw noDeployment();
  const deployment = await readDeploymentPlace(tx, run.deployment_id);
  if (!deployment) throw noDeployment();
  await checkRunVariables(tx, deployment, jobVariables, "updating");
}
