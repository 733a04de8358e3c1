import type { RunDeploymentInput } from "@prefect-ts/schemas/action";
import { DeploymentFlowRunCreate } from "@prefect-ts/schemas/deployment";
import { upgradedTemplates } from "@prefect-ts/schemas/parameter-templates";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { createDeploymentRun } from "../../models/deployment-flow-runs.ts";
import { HydrationError, hydrate } from "../../parameters/parameters.ts";
import { newState, stateDetails } from "../../states/state.ts";
import { chosenId } from "./inference.ts";
import { ActionFailedError, type ActionRun, type Performer, target } from "./performer.ts";
import { actionRenderer } from "./templates/render.ts";
import type { TriggeredAction } from "./triggered-action.ts";

/** The same for every time that an action is begun, so that it makes one run. */
const idempotencyKey = ({ automation, action_index, id }: TriggeredAction) =>
  `automation ${automation.id}, action ${action_index}, invocation ${id}`;

async function parametersOf({ parameters }: RunDeploymentInput, { context, triggered }: ActionRun) {
  const upgraded = upgradedTemplates(parameters ?? {});
  const render = await actionRenderer(context, triggered, [JSON.stringify(upgraded)]);
  try {
    return await context.read((session) => hydrate(session, upgraded, render));
  } catch (error) {
    if (!(error instanceof HydrationError)) throw error;
    throw new ActionFailedError(`Unable to create flow run from deployment: ${error.message}`);
  }
}

/** Makes a run of a deployment. */
export const runDeployment: Performer<RunDeploymentInput> = async (action, run) => {
  const { triggered, result } = run;
  const id = chosenId(triggered, { source: action.source, id: action.deployment_id, kind: "deployment" });
  target(result, "deployment", id);
  const parameters = await parametersOf(action, run);
  const scheduled = Timestamp.now().plus(action.schedule_after);
  const { automation } = triggered;
  const createdBy = { id: automation.id, type: "AUTOMATION", display_value: automation.name };
  return async (tx) => {
    const body = {
      ...defaultsOf(DeploymentFlowRunCreate),
      state: newState("SCHEDULED", { state_details: stateDetails({ scheduled_time: scheduled }) }),
      parameters,
      idempotency_key: idempotencyKey(triggered),
      job_variables: action.job_variables,
    };
    const { run: created, isNew } = await createDeploymentRun(tx, id, body, { createdBy });
    result.details["status_code"] = isNew ? 201 : 200;
    result.related.push({
      "prefect.resource.id": `prefect.flow-run.${created.id}`,
      "prefect.resource.role": "flow-run",
      "prefect.resource.name": created.name,
    });
  };
};
