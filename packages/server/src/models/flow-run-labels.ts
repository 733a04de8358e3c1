import { prepared } from "@prefect-ts/database/prepared";
import type { Session } from "@prefect-ts/database/database";

export type LabelMap = Record<string, string | number | boolean>;

const flowLabels = prepared<{ id: string }>()((db, parameter) =>
  db.selectFrom("flow").select("labels").where("id", "=", parameter("id")),
);
const deploymentLabels = prepared<{ id: string }>()((db, parameter) =>
  db.selectFrom("deployment").select(["flow_id", "labels"]).where("id", "=", parameter("id")),
);

/**
 * The labels of a new flow run: those of its deployment, or else of its flow, then the ids of what it comes from, then
 * the user's own; later ones win. The deployment's flow counts, even where the run is another's.
 */
export async function labelsForFlowRun(
  session: Session,
  run: { flow_id: string; deployment_id: string | null },
  own: LabelMap | null,
): Promise<LabelMap> {
  if (run.deployment_id !== null) {
    const { rows } = await session.run(deploymentLabels.with({ id: run.deployment_id }));
    const [deployment] = rows;
    if (deployment) {
      const system = { "prefect.flow.id": deployment.flow_id, "prefect.deployment.id": run.deployment_id };
      return { ...deployment.labels, ...system, ...own };
    }
  }
  const { rows: flows } = await session.run(flowLabels.with({ id: run.flow_id }));
  return { ...flows[0]?.labels, "prefect.flow.id": run.flow_id, ...own };
}
