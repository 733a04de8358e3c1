import { preparedInsert } from "@prefect-ts/database/prepared";
import { json, jsonOrNull } from "@prefect-ts/database/values";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { v4 as uuid4 } from "uuid";
import type { Tx } from "../context.ts";
import { isJsonObject } from "@prefect-ts/schemas/validation/record";

interface Owner {
  flow_run_id: string | null;
  task_run_id: string | null;
}

const insertArtifact = preparedInsert("artifact", [
  ...(["id", "created", "updated", "key", "type", "data", "metadata_", "description"] as const),
  ...(["flow_run_id", "task_run_id"] as const),
]);

const textOrNull = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/**
 * Keeps what a run returned as an artifact, whose id it answers; null for a result that is not to be kept.
 * `artifact_type` and `artifact_description` of the result describe the artifact and are taken out of it.
 */
export async function insertResult(tx: Tx, result: unknown, owner: Owner, now: Timestamp): Promise<string | null> {
  let data = result;
  let described: { type?: unknown; description?: unknown; key?: unknown } = {};
  if (isJsonObject(result)) {
    if (result["type"] === "unpersisted") return null;
    const { artifact_key: key, artifact_type: type, artifact_description: description, ...rest } = result;
    data = rest;
    described = { key, type, description };
  }
  const id = uuid4();
  await tx.run(insertArtifact, {
    id,
    created: now,
    updated: now,
    key: textOrNull(described.key),
    type: textOrNull(described.type),
    description: textOrNull(described.description),
    data: jsonOrNull(data),
    metadata_: json(null),
    ...owner,
  });
  return id;
}
