import type { Session } from "@prefect-ts/database/database";
import { QueueFilter, type WorkQueue } from "@prefect-ts/schemas/work-queue";
import { parse } from "@prefect-ts/schemas/validation/compile";

function fits({ tags, deployment_ids }: QueueFilter, deployment: { id: string; tags: string[] }): boolean {
  const fitsTags = (tags ?? []).every((tag) => deployment.tags.includes(tag));
  return fitsTags && (!deployment_ids || deployment_ids.length === 0 || deployment_ids.includes(deployment.id));
}

/** The queues that would take a deployment's runs, the oldest first; undefined where there is no deployment. */
export async function readFittingQueues(session: Session, deploymentId: string): Promise<WorkQueue[] | undefined> {
  const deployment = await session.db
    .selectFrom("deployment")
    .select(["id", "tags"])
    .where("id", "=", deploymentId)
    .executeTakeFirst();
  if (!deployment) return undefined;
  const queues = await session.db.selectFrom("work_queue").selectAll().orderBy("created").orderBy("id").execute();
  return queues
    .map(({ status: _status, filter, ...queue }) => ({
      ...queue,
      filter: filter === null ? null : parse(QueueFilter, filter),
    }))
    .filter(({ filter }) => filter === null || fits(filter, deployment));
}
