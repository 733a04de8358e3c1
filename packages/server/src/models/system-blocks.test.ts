import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBlockSchemas } from "./block-schemas.ts";
import { readBlockTypeBySlug } from "./block-types.ts";
import { registerSystemBlocks } from "./system-blocks.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});
afterEach(() => context.close());

const schemas = () => context.read((session) => readBlockSchemas(session, null, { limit: 200, offset: 0 }));
const type = (slug: string) => context.read((session) => readBlockTypeBySlug(session, slug));

test("the blocks of the reference are registered once", async () => {
  await registerSystemBlocks(context);
  const first = await schemas();
  expect(first).toHaveLength(64);
  expect(await type("secret")).toMatchObject({ name: "Secret", is_protected: true });
  await registerSystemBlocks(context);
  expect(await schemas()).toEqual(first);
  expect(context.emitted).toEqual([]);
});

test("blocks that refer to others show them as the reference does", async () => {
  await registerSystemBlocks(context);
  const bucket = (await schemas()).find(({ block_type }) => block_type?.slug === "s3-bucket");
  expect(bucket?.fields).toMatchObject({
    block_schema_references: {
      credentials: [{ block_type_slug: "aws-credentials" }, { block_type_slug: "minio-credentials" }],
    },
    definitions: { AwsClientParameters: {}, AwsCredentials: {}, MinIOCredentials: {} },
  });
});

test("what is missing is registered again, and types that were there stay", async () => {
  await registerSystemBlocks(context);
  const before = await type("secret");
  await context.write(async (tx) => {
    await tx.db.deleteFrom("block_type").where("slug", "=", "webhook").execute();
    await tx.db.updateTable("block_type").set({ is_protected: false }).where("slug", "=", "secret").execute();
  });
  await registerSystemBlocks(context);
  expect(await schemas()).toHaveLength(64);
  expect(await type("webhook")).toBeDefined();
  expect(await type("secret")).toMatchObject({ id: before?.id, is_protected: true });
});
