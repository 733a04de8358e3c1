import { mask } from "../blocks/secrets.ts";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import type { BlockDocument } from "@prefect-ts/schemas/block-document";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createBlockDocument, deleteBlockDocument, readBlockDocument, updateBlockDocument } from "./block-documents.ts";
import { createBlockSchema } from "./block-schemas.ts";
import { createBlockType } from "./block-types.ts";

let context: TestContext;
let typeId: string;
let schemaId: string;

beforeEach(async () => {
  context = await testContext();
  const texts = { logo_url: null, documentation_url: null, description: null, code_example: null };
  await context.write(async (tx) => {
    const type = await createBlockType(tx, { name: "Service", slug: "service", ...texts });
    const fields = { title: "Service", secret_fields: ["token", "headers.*"] };
    const { schema } = await createBlockSchema(tx, {
      fields,
      block_type_id: type.id,
      capabilities: ["call"],
      version: "1",
    });
    typeId = type.id;
    schemaId = schema.id;
  });
  context.emitted.length = 0;
});
afterEach(() => context.close());

const create = (name: string | null, data: Record<string, unknown>, is_anonymous = false): Promise<BlockDocument> =>
  context.write((tx) =>
    createBlockDocument(tx, { name, data, block_schema_id: schemaId, block_type_id: typeId, is_anonymous }),
  );
const update = (id: string, data: Record<string, unknown>, merge_existing_data = true) =>
  context.write((tx) => updateBlockDocument(tx, id, { data, merge_existing_data }));
const read = async (id: string, includeSecrets = true) =>
  (await context.read((session) => readBlockDocument(session, id, includeSecrets)))?.data;
const reference = (document: BlockDocument) => ({ $ref: { block_document_id: document.id } });

describe("the data of a block document", () => {
  test("is encrypted in the database", async () => {
    const { id } = await create("one", { token: "t-1234", url: "u" });
    const rows = await context.read((session) => session.db.selectFrom("block_document").select("data").execute());
    expect(rows[0]?.data).toMatch(/^gAAAA/);
    expect(await read(id)).toEqual({ token: "t-1234", url: "u" });
  });

  test("shows secrets only where they are asked for", async () => {
    const { id, data } = await create("one", { token: "t", headers: { a: "b" }, url: "u" });
    expect(data).toEqual({ token: mask, headers: { a: mask }, url: "u" });
    expect(await read(id, false)).toEqual(data);
  });

  test("is merged field by field; a mask keeps the secret", async () => {
    const { id } = await create("one", { token: "t", url: "u" });
    await update(id, { token: mask, port: 1 });
    expect(await read(id)).toEqual({ token: "t", url: "u", port: 1 });
  });

  test("is replaced where no merging is asked for", async () => {
    const { id } = await create("one", { token: "t", url: "u" });
    await update(id, { token: mask }, false);
    expect(await read(id)).toEqual({ token: "t" });
  });
});

describe("a reference to another document", () => {
  test("shows the other's data, masked by the other's schema", async () => {
    const inner = await create("inner", { token: "t", url: "u" });
    const outer = await create("outer", { service: reference(inner), url: "o" });
    expect(outer.data).toEqual({ url: "o", service: { token: mask, url: "u" } });
    expect(outer.block_document_references).toMatchObject({
      service: { block_document: { id: inner.id, name: "inner" } },
    });
    expect(await read(outer.id)).toEqual({ url: "o", service: { token: "t", url: "u" } });
  });

  test("is gone when the other is", async () => {
    const inner = await create("inner", {});
    const outer = await create("outer", { service: reference(inner) });
    await context.write((tx) => deleteBlockDocument(tx, inner.id));
    expect(await read(outer.id)).toEqual({});
  });

  test("may not close a circle", async () => {
    const a = await create("a", {});
    const b = await create("b", { next: reference(a) });
    const c = await create("c", { next: reference(b) });
    await expect(update(a.id, { next: reference(c) })).rejects.toThrow("cycle");
    await expect(update(a.id, { self: reference(a) })).rejects.toThrow("cycle");
    expect(await read(c.id)).toEqual({ next: { next: {} } });
  });

  test("that is in a circle all the same is an error and no hang", async () => {
    const a = await create("a", {});
    const b = await create("b", { next: reference(a) });
    await context.write((tx) =>
      tx.db
        .insertInto("block_document_reference")
        .values({ name: "next", parent_block_document_id: a.id, reference_block_document_id: b.id })
        .execute(),
    );
    await expect(read(a.id)).rejects.toThrow("exceeds max depth");
  });
});

describe("events", () => {
  test("tell of a document without its secrets", async () => {
    const { id } = await create("one", { token: "t", url: "u", port: 1 });
    await update(id, { url: "v" });
    await context.write((tx) => deleteBlockDocument(tx, id));
    expect(context.emitted.map(({ event, payload }) => [event, payload.data])).toEqual([
      ["prefect.block-document.created", { url: "u" }],
      ["prefect.block-document.updated", { url: "v" }],
      ["prefect.block-document.deleted", { url: "v" }],
    ]);
  });

  test("are not sent for anonymous documents, which get a name", async () => {
    const { name } = await create(null, {}, true);
    expect(name).toMatch(/^anonymous-/);
    expect(context.emitted).toEqual([]);
  });
});
