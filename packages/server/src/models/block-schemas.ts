import type { Session } from "@prefect-ts/database/database";
import { blockSchemasMatching } from "@prefect-ts/database/filters/matching-blocks";
import { json } from "@prefect-ts/database/values";
import type { BlockSchema, BlockSchemaCreate, BlockSchemaFilter } from "@prefect-ts/schemas/block-schema";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { repr } from "@prefect-ts/schemas/validation/python";
import { uuid7 } from "../ids.ts";
import { isJsonObject, type JsonObject } from "../blocks/json-object.ts";
import { referredDefinitions, schemaChecksum, withoutBlockDefinitions } from "../blocks/schema-checksum.ts";
import type { Tx } from "../context.ts";
import { BlockSchemaTree } from "./block-schema-tree.ts";
import { readBlockTypeBySlug } from "./block-types.ts";
import type { ListPart } from "./flows.ts";
import { clearMissingDefaultResultStorage } from "./storage-defaults.ts";

/** A schema refers to a block type that is not registered. */
export class MissingBlockTypeError extends Error {
  override name = "MissingBlockTypeError";
}

/** A schema refers to another one that is neither registered nor among its definitions, or does so in no known form. */
export class InvalidBlockSchemaError extends Error {
  override name = "InvalidBlockSchemaError";
}

interface ChildReference {
  name: string;
  slug: string;
  checksum: string;
}

const nonEmpty = (value: unknown): JsonObject | undefined =>
  isJsonObject(value) && Object.keys(value).length > 0 ? value : undefined;

/** What `block_schema_references` says: a reference by field, or a list of them where the field is a union. */
function childReferences(references: unknown): ChildReference[] {
  return Object.entries(isJsonObject(references) ? references : {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((entry) => {
      const { block_type_slug: slug, block_schema_checksum: checksum } = isJsonObject(entry) ? entry : {};
      if (typeof slug === "string" && typeof checksum === "string") return { name, slug, checksum };
      throw new InvalidBlockSchemaError(
        `The reference of field ${repr(name)} needs a block_type_slug and a block_schema_checksum.`,
      );
    }),
  );
}

/**
 * Keeps a block schema, and those of the blocks it refers to from its definitions, unless one with the same checksum
 * and version is there. Throws {@link MissingBlockTypeError} and {@link InvalidBlockSchemaError}.
 */
export async function createBlockSchema(
  tx: Tx,
  create: BlockSchemaCreate,
): Promise<{ schema: BlockSchema; isNew: boolean }> {
  const existing = await readBlockSchemaByChecksum(tx, schemaChecksum(create.fields), create.version);
  if (existing) return { schema: existing, isNew: false };
  const id = await insertBlockSchema(tx, create, nonEmpty(create.fields.definitions));
  const schema = await readBlockSchema(tx, id);
  if (!schema) throw new Error(`block schema ${id} cannot be read back`);
  const { definitions, block_schema_references = {} } = create.fields;
  const fields = {
    ...schema.fields,
    block_schema_references,
    ...(nonEmpty(definitions) && { definitions }),
  };
  return { schema: { ...schema, fields }, isNew: true };
}

/** Inserts a schema with those below it, where they are not there yet; answers its id. */
async function insertBlockSchema(
  tx: Tx,
  { fields, block_type_id, capabilities, version }: BlockSchemaCreate,
  definitions: JsonObject | undefined,
): Promise<string> {
  const complete = definitions ? { ...fields, definitions } : fields;
  const checksum = schemaChecksum(complete);
  const known = await idByChecksum(tx, checksum, version);
  if (known) return known;
  const own = definitions ? withoutBlockDefinitions(complete, definitions) : complete;
  const { block_schema_references: references, ...stored } = own;
  const id = uuid7();
  const now = Timestamp.now();
  await tx.db
    .insertInto("block_schema")
    .values({
      id,
      created: now,
      updated: now,
      fields: json(stored),
      block_type_id,
      checksum,
      capabilities: json(capabilities),
      version,
    })
    .execute();
  for (const child of childReferences(references)) {
    await insertReference(tx, id, child.name, await childSchemaId(tx, child, stored, definitions));
  }
  return id;
}

async function childSchemaId(
  tx: Tx,
  child: ChildReference,
  parentFields: JsonObject,
  definitions: JsonObject | undefined,
): Promise<string> {
  const type = await readBlockTypeBySlug(tx, child.slug);
  if (!type) {
    throw new MissingBlockTypeError(
      `Cannot create block schema because block type ${repr(child.slug)} was not found.Did you forget to register the block type?`,
    );
  }
  const known = await idByChecksum(tx, child.checksum);
  if (known) return known;
  const fields = definitions && definitionOfChild(child, parentFields, definitions);
  if (!fields) {
    throw new InvalidBlockSchemaError(
      `Unable to create nested block schema for block type ${repr(type.name)} due to missing definition.`,
    );
  }
  const create = { fields, block_type_id: type.id, capabilities: [], version: "non-versioned" };
  return await insertBlockSchema(tx, create, definitions);
}

/** The definition that a field refers to; of a union, the one of the block type. */
function definitionOfChild(child: ChildReference, parentFields: JsonObject, definitions: JsonObject) {
  const property = isJsonObject(parentFields.properties) ? parentFields.properties[child.name] : undefined;
  const candidates = referredDefinitions(property).map((name) => definitions[name]);
  const found =
    candidates.length === 1
      ? candidates[0]
      : candidates.find((definition) => isJsonObject(definition) && definition.block_type_slug === child.slug);
  return isJsonObject(found) ? found : undefined;
}

async function insertReference(tx: Tx, parent: string, name: string, child: string): Promise<void> {
  const edge = { parent_block_schema_id: parent, reference_block_schema_id: child, name };
  const known = await tx.db
    .selectFrom("block_schema_reference")
    .select("id")
    .where("parent_block_schema_id", "=", parent)
    .where("reference_block_schema_id", "=", child)
    .where("name", "=", name)
    .executeTakeFirst();
  if (known) return;
  const now = Timestamp.now();
  await tx.db
    .insertInto("block_schema_reference")
    .values({ id: uuid7(), created: now, updated: now, ...edge })
    .execute();
}

/** The id of the newest schema with a checksum, of a version where one is given. */
async function idByChecksum(session: Session, checksum: string, version?: string | null): Promise<string | undefined> {
  let query = session.db.selectFrom("block_schema").select("id").where("checksum", "=", checksum);
  if (typeof version === "string") query = query.where("version", "=", version);
  return (await query.orderBy("created", "desc").limit(1).executeTakeFirst())?.id;
}

export async function readBlockSchema(session: Session, id: string): Promise<BlockSchema | undefined> {
  const tree = await BlockSchemaTree.load(session, [id]);
  return tree.schema(id);
}

/** The newest schema with a checksum; the one of a version where one is given. */
export async function readBlockSchemaByChecksum(
  session: Session,
  checksum: string,
  version?: string | null,
): Promise<BlockSchema | undefined> {
  const id = await idByChecksum(session, checksum, version);
  return id === undefined ? undefined : readBlockSchema(session, id);
}

/** Newest first. */
export async function readBlockSchemas(
  session: Session,
  filter: BlockSchemaFilter | null | undefined,
  part: ListPart,
): Promise<BlockSchema[]> {
  const rows = await blockSchemasMatching(session, { block_schemas: filter })
    .select("block_schema.id")
    .orderBy("block_schema.created", "desc")
    .limit(part.limit)
    .offset(part.offset)
    .execute();
  const tree = await BlockSchemaTree.load(
    session,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id }) => tree.schema(id) ?? []);
}

/** Deletes a schema with the documents that have it. */
export async function deleteBlockSchema(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom("block_schema").where("id", "=", id).execute();
  await clearMissingDefaultResultStorage(tx);
}

/** What the blocks of any schema can do. */
export async function readBlockCapabilities(session: Session): Promise<string[]> {
  const rows = await session.db.selectFrom("block_schema").select("capabilities").distinct().execute();
  return [...new Set(rows.flatMap(({ capabilities }) => capabilities))];
}
