import type { Session } from "@prefect-ts/database/database";
import type { BlockSchema } from "@prefect-ts/schemas/block-schema";
import type { BlockType } from "@prefect-ts/schemas/block-type";
import { isJsonObject, type JsonObject } from "../blocks/json-object.ts";

interface Reference {
  parent_block_schema_id: string;
  reference_block_schema_id: string;
  name: string;
}

/** Block schemas with all that they refer to, loaded level by level: each has its fields without other blocks in them. */
export class BlockSchemaTree {
  private readonly schemas = new Map<string, BlockSchema>();
  private readonly types = new Map<string, BlockType>();
  private readonly references = new Map<string, Reference[]>();

  static async load(session: Session, ids: readonly string[]): Promise<BlockSchemaTree> {
    const tree = new BlockSchemaTree();
    let missing = [...new Set(ids)];
    while (missing.length > 0) {
      await tree.loadSchemas(session, missing);
      const references = await session.db
        .selectFrom("block_schema_reference")
        .innerJoin("block_schema", "block_schema.id", "block_schema_reference.reference_block_schema_id")
        .select(["parent_block_schema_id", "reference_block_schema_id", "name"])
        .where("parent_block_schema_id", "in", missing)
        .orderBy("block_schema.created")
        .execute();
      for (const reference of references) {
        const siblings = tree.references.get(reference.parent_block_schema_id) ?? [];
        tree.references.set(reference.parent_block_schema_id, [...siblings, reference]);
      }
      const next = new Set(references.map((reference) => reference.reference_block_schema_id));
      missing = [...next].filter((id) => !tree.schemas.has(id));
    }
    return tree;
  }

  /** A schema as the API shows it: with `block_schema_references` and the definitions of the blocks it refers to. */
  schema(id: string): BlockSchema | undefined {
    const schema = this.schemas.get(id);
    return schema && { ...schema, fields: this.fields(schema, []) };
  }

  private fields(schema: BlockSchema, above: readonly string[]): JsonObject {
    const references: JsonObject = {};
    let definitions: JsonObject = {};
    for (const { name, reference_block_schema_id: childId } of this.references.get(schema.id) ?? []) {
      const child = this.schemas.get(childId);
      if (!child) continue;
      addReference(references, name, {
        block_schema_checksum: child.checksum,
        block_type_slug: child.block_type?.slug,
      });
      if (childId === schema.id || above.includes(childId)) continue;
      const { definitions: below, ...fields } = this.fields(child, [...above, schema.id]);
      if (typeof fields.title !== "string") continue;
      definitions = { ...definitions, [fields.title]: fields, ...(isJsonObject(below) && below) };
    }
    const { definitions: own } = schema.fields;
    const all = { ...(isJsonObject(own) && own), ...definitions };
    return {
      ...schema.fields,
      block_schema_references: references,
      ...(Object.keys(all).length > 0 && { definitions: all }),
    };
  }

  type(id: string): BlockType | undefined {
    return this.types.get(id);
  }

  /** Reads the types that no schema of the tree has. */
  async loadTypes(session: Session, ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.types.has(id));
    if (missing.length === 0) return;
    const types = await session.db.selectFrom("block_type").selectAll().where("id", "in", missing).execute();
    for (const type of types) this.types.set(type.id, type);
  }

  private async loadSchemas(session: Session, ids: readonly string[]): Promise<void> {
    const rows = await session.db.selectFrom("block_schema").selectAll().where("id", "in", ids).execute();
    await this.loadTypes(
      session,
      rows.map((row) => row.block_type_id),
    );
    for (const row of rows) {
      this.schemas.set(row.id, { ...row, block_type: this.types.get(row.block_type_id) ?? null });
    }
  }
}

/** One reference stands alone, several of a name in a list, each once. */
function addReference(references: JsonObject, name: string, reference: JsonObject): void {
  const known = references[name];
  const list: unknown[] = known === undefined ? [] : Array.isArray(known) ? known : [known];
  const isKnown = list.some(
    (other) => isJsonObject(other) && other.block_schema_checksum === reference.block_schema_checksum,
  );
  if (isKnown) return;
  references[name] = list.length === 0 ? reference : [...list, reference];
}
