import type { Session } from "@prefect-ts/database/database";
import { IntegrityError } from "@prefect-ts/database/errors";
import { type BlockFilters, blockDocumentsMatching } from "@prefect-ts/database/filters/matching-blocks";
import { orderBlockDocuments } from "@prefect-ts/database/sorts";
import { json } from "@prefect-ts/database/values";
import {
  type BlockDocument,
  type BlockDocumentCreate,
  BlockDocumentFilter,
  type BlockDocumentSort,
  type BlockDocumentUpdate,
} from "@prefect-ts/schemas/block-document";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { uuid7 } from "../ids.ts";
import type { JsonObject } from "../blocks/json-object.ts";
import { keepingSecrets, secretPaths } from "../blocks/secrets.ts";
import type { Tx } from "../context.ts";
import { InvalidBlockDocumentError, replaceReferences, separateReferences } from "./block-document-references.ts";
import { BlockDocumentTree, decryptData } from "./block-document-tree.ts";
import { readBlockType } from "./block-types.ts";
import { encryption } from "./encryption-key.ts";
import type { ListPart } from "./flows.ts";
import { objectEvent } from "./object-events.ts";
import { clearMissingDefaultResultStorage } from "./storage-defaults.ts";

/** Names a document by its type and its own name. */
export interface BlockDocumentName {
  slug: string;
  name: string;
}

function emitEvent(tx: Tx, document: BlockDocument, verb: "created" | "updated" | "deleted"): void {
  if (document.is_anonymous) return;
  const { id, name, data, block_schema, block_type_id, block_type_name, block_schema_id } = document;
  const secret = new Set(secretPaths(block_schema?.fields ?? {}).map((path) => path.join(".")));
  const shown = Object.entries(data).filter(([key, value]) => typeof value === "string" && !secret.has(key));
  const payload = {
    name,
    data: Object.fromEntries(shown),
    block_schema: block_schema && {
      capabilities: block_schema.capabilities,
      block_type: { id: block_type_id, name: block_type_name ?? "" },
    },
  };
  const related = [
    {
      "prefect.resource.id": `prefect.block-type.${block_type_id}`,
      "prefect.resource.role": "block-type",
      ...(block_type_name && { "prefect.resource.name": block_type_name }),
    },
    {
      "prefect.resource.id": `prefect.block-schema.${block_schema_id}`,
      "prefect.resource.role": "block-schema",
    },
  ];
  tx.emit(objectEvent({ kind: "block-document", id, name: name ?? "" }, verb, payload, related));
}

/** Throws IntegrityError where the name is taken in its type, or where type, schema or a referred document is missing; InvalidBlockDocumentError. */
export async function createBlockDocument(tx: Tx, create: BlockDocumentCreate): Promise<BlockDocument> {
  const { block_type_id, block_schema_id, is_anonymous } = create;
  const type = await readBlockType(tx, block_type_id);
  if (!type) throw new IntegrityError("foreign-key", `there is no block type ${block_type_id}`);
  const { plain, references } = separateReferences(create.data);
  const fernet = await encryption(tx);
  const id = uuid7();
  const now = Timestamp.now();
  await tx.db
    .insertInto("block_document")
    .values({
      id,
      created: now,
      updated: now,
      name: create.name || `anonymous-${uuid7()}`,
      data: json(fernet.encrypt(JSON.stringify(plain))),
      block_schema_id,
      block_type_id,
      block_type_name: type.name,
      is_anonymous,
    })
    .execute();
  await replaceReferences(tx, id, references);
  const document = await readBlockDocument(tx, id, false);
  if (!document) throw new Error(`block document ${id} cannot be read back`);
  emitEvent(tx, document, "created");
  return document;
}

export async function isBlockDocumentNameTaken(session: Session, blockTypeId: string, name: string): Promise<boolean> {
  const row = await session.db
    .selectFrom("block_document")
    .select("id")
    .where("block_type_id", "=", blockTypeId)
    .where("name", "=", name)
    .executeTakeFirst();
  return row !== undefined;
}

export async function readBlockDocument(
  session: Session,
  id: string,
  includeSecrets: boolean,
): Promise<BlockDocument | undefined> {
  const tree = await BlockDocumentTree.load(session, [id], includeSecrets);
  return tree.document(id);
}

export async function readBlockDocumentByName(
  session: Session,
  { slug, name }: BlockDocumentName,
  includeSecrets: boolean,
): Promise<BlockDocument | undefined> {
  const row = await session.db
    .selectFrom("block_document")
    .innerJoin("block_type", "block_type.id", "block_document.block_type_id")
    .select("block_document.id")
    .where("block_type.slug", "=", slug)
    .where("block_document.name", "=", name)
    .executeTakeFirst();
  return row && readBlockDocument(session, row.id, includeSecrets);
}

/** All that match where no part is asked for. */
export async function readBlockDocuments(
  session: Session,
  filters: BlockFilters,
  { sort, includeSecrets, part }: { sort: BlockDocumentSort; includeSecrets: boolean; part?: ListPart },
): Promise<BlockDocument[]> {
  const matching = orderBlockDocuments(blockDocumentsMatching(session, filters).select("block_document.id"), sort);
  const rows = await (part ? matching.limit(part.limit).offset(part.offset) : matching).execute();
  const ids = rows.map(({ id }) => id);
  const tree = await BlockDocumentTree.load(session, ids, includeSecrets);
  return ids.flatMap((id) => tree.document(id) ?? []);
}

/** Those of a type that have a name of their own, by name. */
export async function readBlockDocumentsOfType(
  session: Session,
  blockTypeId: string,
  includeSecrets: boolean,
): Promise<BlockDocument[]> {
  const block_documents = { ...defaultsOf(BlockDocumentFilter), block_type_id: { any_: [blockTypeId] } };
  return await readBlockDocuments(session, { block_documents }, { sort: "NAME_ASC", includeSecrets });
}

export async function countBlockDocuments(session: Session, filters: BlockFilters): Promise<number> {
  const { count } = await blockDocumentsMatching(session, filters)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Gives a document new data: merged field by field into the old, or in its place. The new data says all of the
 * document's references. A schema goes with data only, and is one of the same type. False where there is no such
 * document. Throws InvalidBlockDocumentError, and IntegrityError where the schema or a referred document is missing.
 */
export async function updateBlockDocument(tx: Tx, id: string, update: BlockDocumentUpdate): Promise<boolean> {
  tx.lock("block_document", id);
  const current = await tx.db
    .selectFrom("block_document")
    .innerJoin("block_schema", "block_schema.id", "block_document.block_schema_id")
    .select(["block_document.data", "block_document.block_type_id", "block_document.block_schema_id"])
    .select("block_schema.fields")
    .where("block_document.id", "=", id)
    .executeTakeFirst();
  if (!current) return false;
  const merges = update.merge_existing_data;
  const given: JsonObject | undefined = update.data ?? (merges ? undefined : {});
  if (given) {
    const fernet = await encryption(tx);
    const old = decryptData(current.data, fernet);
    const data = keepingSecrets(given, old, secretPaths(current.fields));
    const { plain, references } = separateReferences(merges ? { ...old, ...data } : data);
    const block_schema_id = update.block_schema_id ?? current.block_schema_id;
    if (block_schema_id !== current.block_schema_id)
      await requireSchemaOfType(tx, block_schema_id, current.block_type_id);
    await tx.db
      .updateTable("block_document")
      .set({ updated: Timestamp.now(), data: json(fernet.encrypt(JSON.stringify(plain))), block_schema_id })
      .where("id", "=", id)
      .execute();
    await replaceReferences(tx, id, references);
  }
  const document = await readBlockDocument(tx, id, false);
  if (document) emitEvent(tx, document, "updated");
  return true;
}

async function requireSchemaOfType(tx: Tx, schemaId: string, typeId: string): Promise<void> {
  const schema = await tx.db
    .selectFrom("block_schema")
    .select("block_type_id")
    .where("id", "=", schemaId)
    .executeTakeFirst();
  if (!schema) throw new IntegrityError("foreign-key", `there is no block schema ${schemaId}`);
  if (schema.block_type_id !== typeId) {
    throw new InvalidBlockDocumentError("Must migrate block document to a block schema of the same block type.");
  }
}

/** False where there is no such document. */
export async function deleteBlockDocument(tx: Tx, id: string): Promise<boolean> {
  const document = await readBlockDocument(tx, id, false);
  if (!document) return false;
  await tx.db.deleteFrom("block_document").where("id", "=", id).execute();
  emitEvent(tx, document, "deleted");
  await clearMissingDefaultResultStorage(tx);
  return true;
}
