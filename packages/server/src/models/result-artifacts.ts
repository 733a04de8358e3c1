import { preparedInsert } from "@prefect-ts/database/prepared";
import { json } from "@prefect-ts/database/values";
import type { Artifact } from "@prefect-ts/schemas/artifact";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { isJsonObject } from "@prefect-ts/schemas/validation/record";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { createArtifact } from "./artifacts.ts";

interface Owner {
  flow_run_id: string | null;
  task_run_id: string | null;
}

/** A result that is kept: the id of its artifact, and what remains of it there. */
interface KeptResult {
  id: Artifact["id"];
  data: unknown;
}

const insertArtifact = preparedInsert("artifact", [
  ...(["id", "created", "updated", "type", "data", "metadata_", "description", "flow_run_id", "task_run_id"] as const),
]);

const textOrNull = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/**
 * Keeps what a run returned as an artifact; null for a result that is not to be kept. `artifact_key`, `artifact_type`
 * and `artifact_description` of the result describe the artifact and are taken out of it.
 */
export async function keepResult(tx: Tx, result: unknown, owner: Owner, now: Timestamp): Promise<KeptResult | null> {
  if (!isJsonObject(result)) return await insert(tx, result, { type: null, description: null }, owner, now);
  if (result["type"] === "unpersisted") return null;
  const { artifact_key, artifact_type, artifact_description, ...data } = result;
  const described = { type: textOrNull(artifact_type), description: textOrNull(artifact_description) };
  const key = textOrNull(artifact_key);
  if (key === null) return await insert(tx, data, described, owner, now);
  const { id } = await createArtifact(tx, { key, data, metadata_: null, ...described, ...owner });
  return { id, data };
}

async function insert(
  tx: Tx,
  data: unknown,
  described: { type: string | null; description: string | null },
  owner: Owner,
  now: Timestamp,
): Promise<KeptResult> {
  const id = uuid7();
  const times = { created: now, updated: now };
  await tx.run(insertArtifact.with({ id, ...times, ...described, data: json(data), metadata_: json(null), ...owner }));
  return { id, data };
}
