import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createArtifact,
  deleteArtifact,
  readLatestArtifact,
  readLatestArtifacts,
  updateArtifact,
} from "./artifacts.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});
afterEach(() => context.close());

const create = (data: unknown, key: string | null = "report") =>
  context.write((tx) =>
    createArtifact(tx, {
      key,
      data,
      type: "markdown",
      description: null,
      metadata_: null,
      flow_run_id: null,
      task_run_id: null,
    }),
  );
const latest = () => context.read((session) => readLatestArtifact(session, "report"));
const events = () => context.emitted.map(({ event }) => event);

describe("the latest artifact of a key", () => {
  test("is the one that was made last", async () => {
    await create("first");
    await create("second");
    expect(await latest()).toMatchObject({ key: "report", data: "second" });
    expect(events()).toEqual(["prefect.artifact-collection.created", "prefect.artifact-collection.updated"]);
  });

  test("becomes the one before when it is deleted, and nothing when all are", async () => {
    const first = await create("first");
    const second = await create("second");
    await context.write((tx) => deleteArtifact(tx, String(second.id)));
    const filters = { artifacts: null };
    const page = { limit: 10, offset: 0 };
    const collections = await context.read((session) => readLatestArtifacts(session, filters, "ID_DESC", page));
    expect(collections).toMatchObject([{ key: "report", latest_id: first.id, data: "first" }]);
    await context.write((tx) => deleteArtifact(tx, String(first.id)));
    expect(await latest()).toBeUndefined();
    expect(events().slice(2)).toEqual(["prefect.artifact-collection.updated", "prefect.artifact-collection.deleted"]);
  });

  test("stays when an older one is deleted", async () => {
    const first = await create("first");
    await create("second");
    await context.write((tx) => deleteArtifact(tx, String(first.id)));
    expect(await latest()).toMatchObject({ data: "second" });
  });

  test("shows what was updated in it, and only in it", async () => {
    const first = await create("first");
    const second = await create("second");
    await context.write((tx) => updateArtifact(tx, String(first.id), { data: "old" }));
    expect(await latest()).toMatchObject({ data: "second" });
    await context.write((tx) => updateArtifact(tx, String(second.id), { data: { new: true }, description: "d" }));
    expect(await latest()).toMatchObject({ data: { new: true }, description: "d" });
  });

  test("is not kept for artifacts without a key", async () => {
    await create("alone", null);
    expect(events()).toEqual([]);
  });
});

test("metadata longer than 500 characters is cut", async () => {
  const artifact = await create("data");
  const metadata_ = { long: "🙂".repeat(501), fits: "x".repeat(500) };
  await context.write((tx) => updateArtifact(tx, String(artifact.id), { metadata_ }));
  expect(await latest()).toMatchObject({ metadata_: { long: `${"🙂".repeat(500)}...`, fits: "x".repeat(500) } });
});
