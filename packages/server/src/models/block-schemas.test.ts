import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createBlockSchema, readBlockSchema, readBlockSchemas } from "./block-schemas.ts";
import { createBlockType } from "./block-types.ts";

let context: TestContext;
let types: Record<"outer" | "inner" | "other", string>;

const newType = (slug: string) =>
  context.write(async (tx) => {
    const texts = { logo_url: null, documentation_url: null, description: null, code_example: null };
    return (await createBlockType(tx, { name: slug, slug, ...texts })).id;
  });

beforeEach(async () => {
  context = await testContext();
  types = { outer: await newType("outer"), inner: await newType("inner"), other: await newType("other") };
});
afterEach(() => context.close());

const create = (fields: Record<string, unknown>, version = "1") =>
  context.write((tx) => createBlockSchema(tx, { fields, block_type_id: types.outer, capabilities: [], version }));
const read = async (id: string) => (await context.read((session) => readBlockSchema(session, id)))?.fields;

const plain = { type: "string" };
const definition = (slug: string) => ({
  title: slug.toUpperCase(),
  block_type_slug: slug,
  properties: { p: { $ref: "#/definitions/Plain" } },
  block_schema_references: {},
});
const child = (slug: string) => ({ block_type_slug: slug, block_schema_checksum: `sha256:${slug}` });

describe("a schema that refers to another", () => {
  test("registers the other from its definition and shows it again", async () => {
    const { schema } = await create({
      title: "Outer",
      properties: { inner: { $ref: "#/definitions/I" } },
      definitions: { I: definition("inner"), Plain: plain },
      block_schema_references: { inner: child("inner") },
    });
    const all = await context.read((session) => readBlockSchemas(session, null, { limit: 10, offset: 0 }));
    const inner = all.find(({ block_type_id }) => block_type_id === types.inner);
    expect(inner).toMatchObject({
      version: "non-versioned",
      fields: { title: "INNER", definitions: { Plain: plain } },
    });
    expect(await read(schema.id)).toMatchObject({
      definitions: { INNER: { title: "INNER" }, Plain: plain },
      block_schema_references: { inner: { block_type_slug: "inner", block_schema_checksum: inner?.checksum } },
    });
  });

  test("chooses among the members of a union by their block types", async () => {
    const { schema } = await create({
      properties: { either: { anyOf: [{ $ref: "#/definitions/I" }, { $ref: "#/definitions/O" }] } },
      definitions: { I: definition("inner"), O: definition("other") },
      block_schema_references: { either: [child("inner"), child("other")] },
    });
    expect(await read(schema.id)).toMatchObject({
      block_schema_references: { either: [{ block_type_slug: "inner" }, { block_type_slug: "other" }] },
    });
  });

  test("needs the other's type and its definition", async () => {
    const fields = { properties: {}, definitions: {}, block_schema_references: { inner: child("nowhere") } };
    await expect(create(fields)).rejects.toThrow("block type 'nowhere' was not found");
    await expect(create({ ...fields, block_schema_references: { inner: child("inner") } })).rejects.toThrow(
      "missing definition",
    );
    await expect(create({ block_schema_references: { inner: 5 } })).rejects.toThrow("needs a block_type_slug");
  });
});

test("a schema is kept once for each version", async () => {
  const first = await create({ title: "Outer" });
  const again = await create({ title: "Outer" });
  const other = await create({ title: "Outer" }, "2");
  expect([first.isNew, again.isNew, other.isNew]).toEqual([true, false, true]);
  expect(again.schema.id).toBe(first.schema.id);
  expect(other.schema.checksum).toBe(first.schema.checksum);
});
