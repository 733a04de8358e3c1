import { readFile } from "node:fs/promises";
import type { Session } from "@prefect-ts/database/database";
import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { type Static, Type } from "typebox";
import { uuid7 } from "../ids.ts";
import type { ServerContext, Tx } from "../context.ts";

const SystemType = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  /** Where Python finds the block's class. */
  module: Type.String(),
  class: Type.String(),
  description: Type.String(),
  logo_url: Type.Union([Type.String(), Type.Null()]),
  documentation_url: Type.Union([Type.String(), Type.Null()]),
  is_protected: Type.Boolean(),
});
const SystemSchema = Type.Object({
  /** The slug of its type. */
  type: Type.String(),
  checksum: Type.String(),
  version: Type.String(),
  capabilities: Type.Array(Type.String()),
  /** The fields that refer to other schemas, by their place in the list. */
  references: Type.Array(Type.Object({ name: Type.String(), schema: Type.Integer() })),
  fields: Type.Record(Type.String(), Type.Unknown()),
});
const SystemBlocks = Type.Object({ types: Type.Array(SystemType), schemas: Type.Array(SystemSchema) });
type SystemBlocks = Static<typeof SystemBlocks>;

const file = new URL("../../data/system-blocks.json", import.meta.url);

const codeExample = ({ module, class: name }: Static<typeof SystemType>) =>
  `\`\`\`python\nfrom ${module} import ${name}\n\nblock = ${name}.load("BLOCK_NAME")\n\`\`\``;

const keyOf = ({ checksum, version }: { checksum: string; version: string }) => `${checksum} ${version}`;

async function typeIds(session: Session): Promise<Map<string, string>> {
  const rows = await session.db.selectFrom("block_type").select(["id", "slug"]).execute();
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}

async function schemaIds(session: Session): Promise<Map<string, string>> {
  const rows = await session.db.selectFrom("block_schema").select(["id", "checksum", "version"]).execute();
  return new Map(rows.map((row) => [keyOf(row), row.id]));
}

/**
 * Registers the blocks that every server has: those of the reference with its names, fields and checksums. What is
 * there already, by slug and by checksum, stays as it is. Nobody did this, so no event tells of it.
 */
export async function registerSystemBlocks(context: Pick<ServerContext, "read" | "write">): Promise<void> {
  const blocks = parse(SystemBlocks, JSON.parse(await readFile(file, "utf8")));
  const isComplete = await context.read(async (session) => {
    const [types, schemas] = [await typeIds(session), await schemaIds(session)];
    return blocks.types.every(({ slug }) => types.has(slug)) && blocks.schemas.every((s) => schemas.has(keyOf(s)));
  });
  if (isComplete) return;
  await context.write(async (tx) => {
    await insertTypes(tx, blocks);
    await insertSchemas(tx, blocks);
  });
}

async function insertTypes(tx: Tx, { types }: SystemBlocks): Promise<void> {
  const now = Timestamp.now();
  const rows = types.map((type) => ({
    id: uuid7(),
    created: now,
    updated: now,
    name: type.name,
    slug: type.slug,
    logo_url: type.logo_url,
    documentation_url: type.documentation_url,
    description: type.description,
    code_example: codeExample(type),
    is_protected: type.is_protected,
  }));
  await tx.db
    .insertInto("block_type")
    .values(rows)
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .execute();
  const isProtected = types.filter((type) => type.is_protected).map(({ slug }) => slug);
  await tx.db
    .updateTable("block_type")
    .set({ is_protected: true, updated: now })
    .where("slug", "in", isProtected)
    .where("is_protected", "=", false)
    .execute();
}

async function insertSchemas(tx: Tx, { schemas }: SystemBlocks): Promise<void> {
  const types = await typeIds(tx);
  const known = await schemaIds(tx);
  const missing = schemas.filter((schema) => !known.has(keyOf(schema)));
  if (missing.length === 0) return;
  const start = Timestamp.now();
  const rows = missing.map((schema, index) => {
    const block_type_id = types.get(schema.type);
    if (block_type_id === undefined) throw new Error(`system-blocks.json has no block type ${schema.type}`);
    const { checksum, version } = schema;
    const { fields, capabilities } = schema;
    // Readers order schemas by their creation, and the members of a union with them.
    const created = start.plus(index / 1_000_000);
    const id = uuid7();
    known.set(keyOf(schema), id);
    const data = { fields: json(fields), capabilities: json(capabilities) };
    return { id, created, updated: created, block_type_id, checksum, version, ...data };
  });
  await tx.db.insertInto("block_schema").values(rows).execute();
  const edges = missing.flatMap((schema) =>
    schema.references.map(({ name, schema: place }) => {
      const child = schemas[place];
      const parentId = known.get(keyOf(schema));
      const childId = child && known.get(keyOf(child));
      if (!parentId || !childId) throw new Error(`system-blocks.json has no schema ${place}`);
      const ends = { parent_block_schema_id: parentId, reference_block_schema_id: childId };
      return { id: uuid7(), created: start, updated: start, name, ...ends };
    }),
  );
  if (edges.length > 0) await tx.db.insertInto("block_schema_reference").values(edges).execute();
}
