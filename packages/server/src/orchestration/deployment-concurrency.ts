import { prepared } from "@prefect-ts/database/prepared";
import type { Tx } from "../context.ts";
import { isJsonObject } from "@prefect-ts/schemas/validation/record";
import type { OrchestrationSettings } from "./settings.ts";

/** What a deployment says of how many of its runs may run at once. */
export interface DeploymentConcurrency {
  /** The global limit that its runs take a slot of; null where the deployment has none. */
  limit: { id: string; limit: number; activeSlots: number } | null;
  /** What becomes of a run that finds no slot. */
  strategy: "ENQUEUE" | "CANCEL_NEW";
  /** Seconds that a run has to start before its slot may be taken from it; null where the server's setting decides. */
  gracePeriod: number | null;
}

const byDeployment = prepared<{ id: string }>()((db, parameter) =>
  db
    .selectFrom("deployment")
    .leftJoin("concurrency_limit_v2 as limit", "limit.id", "deployment.concurrency_limit_id")
    .select([
      "deployment.concurrency_options as options",
      "limit.id as limit_id",
      "limit.limit as limit_slots",
      "limit.active_slots as active_slots",
    ])
    .where("deployment.id", "=", parameter("id")),
);

/** Undefined where there is no such deployment. */
export async function deploymentConcurrency(tx: Tx, deploymentId: string): Promise<DeploymentConcurrency | undefined> {
  const { rows } = await tx.run(byDeployment.with({ id: deploymentId }));
  const [row] = rows;
  if (!row) return undefined;
  const options = isJsonObject(row.options) ? row.options : {};
  const grace = options["grace_period_seconds"];
  return {
    limit:
      row.limit_id === null
        ? null
        : { id: row.limit_id, limit: row.limit_slots ?? 0, activeSlots: row.active_slots ?? 0 },
    strategy: options["collision_strategy"] === "CANCEL_NEW" ? "CANCEL_NEW" : "ENQUEUE",
    gracePeriod: typeof grace === "number" ? grace : null,
  };
}

/** Seconds that a lease of a slot holds before it has to be renewed. */
export const leaseDuration = ({ gracePeriod }: DeploymentConcurrency, settings: OrchestrationSettings): number =>
  gracePeriod ?? settings.initialDeploymentLeaseDuration;
