import type { Session } from "@prefect-ts/database/database";
import type { Tx } from "../context.ts";
import type { DeploymentPlace, DeploymentRecord } from "./deployment-record.ts";
import { objectEvent } from "./object-events.ts";

const resource = (kind: string, id: string, role: string, more: Record<string, string> = {}) => ({
  "prefect.resource.id": `prefect.${kind}.${id}`,
  "prefect.resource.role": role,
  ...more,
});

async function relatedOf(session: Session, deployment: DeploymentPlace): Promise<Record<string, string>[]> {
  const { flow_id, queue, pool, storage_document_id, infrastructure_document_id, concurrency_limit_id } = deployment;
  const flow = await session.db.selectFrom("flow").select("name").where("id", "=", flow_id).executeTakeFirst();
  const name = (text: string) => ({ "prefect.resource.name": text });
  return [
    ...(flow ? [resource("flow", flow_id, "flow", name(flow.name))] : []),
    ...(queue ? [resource("work-queue", queue.id, "work-queue", name(queue.name))] : []),
    ...(pool
      ? [resource("work-pool", pool.id, "work-pool", { ...name(pool.name), "prefect.work-pool.type": pool.type })]
      : []),
    ...(storage_document_id ? [resource("block-document", storage_document_id, "storage")] : []),
    ...(infrastructure_document_id ? [resource("block-document", infrastructure_document_id, "infrastructure")] : []),
    ...(concurrency_limit_id ? [resource("concurrency-limit", concurrency_limit_id, "concurrency-limit")] : []),
  ];
}

/** Says what happened to a deployment, with what it belongs to. */
export async function emitDeploymentEvent(
  tx: Tx,
  deployment: DeploymentPlace,
  verb: "created" | "updated" | "deleted" | "ready" | "not-ready",
  payload: Record<string, unknown> = {},
): Promise<void> {
  const { id, name } = deployment;
  tx.emit(objectEvent({ kind: "deployment", id, name }, verb, payload, await relatedOf(tx, deployment)));
}

/** The fields whose changes are told. */
const toldFields = [
  ...(["description", "tags", "parameters", "parameter_openapi_schema", "enforce_parameter_schema"] as const),
  ...(["entrypoint", "path", "pull_steps", "work_queue_id", "infra_overrides", "paused", "labels"] as const),
  ...(["version", "concurrency_limit_id", "concurrency_options"] as const),
];

/** Says what an update changed, if it changed anything. */
export async function emitChanges(tx: Tx, before: DeploymentRecord, after: DeploymentRecord): Promise<void> {
  const changed = toldFields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed.length === 0) return;
  const updates = Object.fromEntries(changed.map((field) => [field, { from: before[field], to: after[field] }]));
  await emitDeploymentEvent(tx, after, "updated", { updated_fields: changed, updates });
}
