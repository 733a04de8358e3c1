import type { Session } from "@prefect-ts/database/database";
import type { ServerDefaultResultStorage } from "@prefect-ts/schemas/admin";
import { isJsonObject } from "../blocks/json-object.ts";
import type { Tx } from "../context.ts";
import { deleteConfiguration, readConfiguration, writeConfiguration } from "./configuration.ts";

const configurationKey = "server-default-result-storage";
/** What a block must be able to do to keep results. */
const neededCapability = "write-path";

/** A block that cannot keep results. */
export class UnsuitableStorageError extends Error {
  override name = "UnsuitableStorageError";
}

export async function readDefaultResultStorage(session: Session): Promise<ServerDefaultResultStorage> {
  const value = await readConfiguration(session, configurationKey);
  const id = isJsonObject(value) ? value.default_result_storage_block_id : undefined;
  return { default_result_storage_block_id: typeof id === "string" ? id : null };
}

/** Undefined where there is no such block document. Throws {@link UnsuitableStorageError}. */
export async function setDefaultResultStorage(
  tx: Tx,
  blockDocumentId: string,
): Promise<ServerDefaultResultStorage | undefined> {
  const schema = await tx.db
    .selectFrom("block_document")
    .innerJoin("block_schema", "block_schema.id", "block_document.block_schema_id")
    .select("block_schema.capabilities")
    .where("block_document.id", "=", blockDocumentId)
    .executeTakeFirst();
  if (!schema) return undefined;
  if (!schema.capabilities.includes(neededCapability)) {
    throw new UnsuitableStorageError(`Block document ${blockDocumentId} cannot be used for result storage.`);
  }
  const storage = { default_result_storage_block_id: blockDocumentId };
  await writeConfiguration(tx, configurationKey, storage);
  return storage;
}

export const clearDefaultResultStorage = (tx: Tx): Promise<void> => deleteConfiguration(tx, configurationKey);

/** Clears the default where it names a block document that is gone: call it after deleting what documents hang on. */
export async function clearMissingDefaultResultStorage(tx: Tx): Promise<void> {
  const { default_result_storage_block_id: id } = await readDefaultResultStorage(tx);
  if (id === null) return;
  const document = await tx.db.selectFrom("block_document").select("id").where("id", "=", id).executeTakeFirst();
  if (!document) await clearDefaultResultStorage(tx);
}
