import type { Session } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { validate as isUuid, v7 as uuid7 } from "uuid";
import { isJsonObject, type JsonObject } from "../blocks/json-object.ts";
import type { Tx } from "../context.ts";

/** A block document cannot be kept, or shown, as it is: its references or its schema do not fit; the message says why. */
export class InvalidBlockDocumentError extends Error {
  override name = "InvalidBlockDocumentError";
}

export interface BlockReference {
  name: string;
  blockDocumentId: string;
}

/** Data apart from its references to other documents, `{"$ref": {"block_document_id": …}}`, which only fields have. */
export function separateReferences(data: JsonObject): { plain: JsonObject; references: BlockReference[] } {
  const plain: JsonObject = {};
  const references: BlockReference[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (!isJsonObject(value) || !("$ref" in value)) {
      plain[name] = value;
      continue;
    }
    const id = isJsonObject(value.$ref) ? value.$ref.block_document_id : undefined;
    if (typeof id !== "string") {
      throw new InvalidBlockDocumentError(`Received block reference without a block_document_id in key ${name}`);
    }
    if (!isUuid(id))
      throw new InvalidBlockDocumentError(`Received a block reference in key ${name} that is no UUID: ${id}`);
    references.push({ name, blockDocumentId: id.toLowerCase() });
  }
  return { plain, references };
}

/** Whether a document refers to another, directly or through others. */
async function refersTo(session: Session, from: string, target: string): Promise<boolean> {
  const seen = new Set<string>();
  let level = [from];
  while (level.length > 0) {
    if (level.includes(target)) return true;
    for (const id of level) seen.add(id);
    const rows = await session.db
      .selectFrom("block_document_reference")
      .select("reference_block_document_id as id")
      .where("parent_block_document_id", "in", level)
      .execute();
    level = [...new Set(rows.map(({ id }) => id))].filter((id) => !seen.has(id));
  }
  return false;
}

/** Makes `references` the ones of a document. Throws {@link InvalidBlockDocumentError} where one would close a circle. */
export async function replaceReferences(tx: Tx, parent: string, references: readonly BlockReference[]): Promise<void> {
  await tx.db.deleteFrom("block_document_reference").where("parent_block_document_id", "=", parent).execute();
  const now = Timestamp.now();
  for (const { name, blockDocumentId } of references) {
    if (await refersTo(tx, blockDocumentId, parent)) {
      throw new InvalidBlockDocumentError(
        `Cannot create block document reference: it would introduce a cycle into the block_document_reference graph (parent=${parent}, reference=${blockDocumentId}).`,
      );
    }
    const edge = { name, parent_block_document_id: parent, reference_block_document_id: blockDocumentId };
    await tx.db
      .insertInto("block_document_reference")
      .values({ id: uuid7(), created: now, updated: now, ...edge })
      .execute();
  }
}
