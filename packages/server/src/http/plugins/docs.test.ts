import { testServer } from "@prefect-ts/testing/server";
import { expect, test } from "vitest";

test("the release that the API is of stands in its documents, beside the versions that clients ask for", async () => {
  const server = await testServer();
  const read = async (path: string) => await (await fetch(new URL(path, server.url))).json();
  const release = { info: { title: "Prefect REST API", version: "3.8.8" } };
  expect(await read("/openapi.json")).toMatchObject(release);
  expect(await read("/api/openapi.json")).toMatchObject(release);
  expect(await read("/api/admin/version")).toBe("3.8.8");
  expect(await read("/api/version")).toBe("0.8.4");
  await server.close();
});
