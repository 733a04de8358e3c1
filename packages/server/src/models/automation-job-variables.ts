import type { Action } from "@prefect-ts/schemas/automation";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import { runVariableProblem } from "./deployment-job-variables.ts";
import { readDeploymentPlace } from "./deployment-record.ts";

/**
 * Throws 422 where the pools of the deployments that actions run do not accept the actions' job variables, and 404 where
 * there is no such deployment. Variables that are empty are looked at only on demand.
 */
export async function checkActionVariables(
  tx: Tx,
  actions: readonly Action[],
  { evenEmpty = false }: { evenEmpty?: boolean } = {},
): Promise<void> {
  const problems: string[] = [];
  for (const action of actions) {
    if (action.type !== "run-deployment" || action.deployment_id === null || action.job_variables === null) continue;
    if (!evenEmpty && Object.keys(action.job_variables).length === 0) continue;
    const deployment = await readDeploymentPlace(tx, action.deployment_id);
    if (!deployment) throw new HttpError(404, "Deployment not found.");
    const problem = await runVariableProblem(tx, deployment, action.job_variables);
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0) throw new HttpError(422, `Error creating automation: ${problems.join(" ")}`);
}
