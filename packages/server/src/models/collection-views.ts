import { readFile } from "node:fs/promises";
import { isJsonObject, type JsonObject } from "../blocks/json-object.ts";

const folder = new URL("../../data/", import.meta.url);

/** The registry's views, and those that the server has a copy of; it asks no host for the others. */
const views = new Map<string, boolean>([
  ["aggregate-block-metadata", false],
  ["aggregate-flow-metadata", false],
  ["aggregate-worker-metadata", true],
  ["demo-flows", false],
]);

export const isKnownView = (view: string): boolean => views.has(view);

/** A view's content, such as the types of workers with their base job templates; undefined where there is no copy. */
export async function readCollectionView(view: string): Promise<JsonObject | undefined> {
  if (!views.get(view)) return undefined;
  const content: unknown = JSON.parse(await readFile(new URL(`${view}.json`, folder), "utf8"));
  return isJsonObject(content) ? content : undefined;
}
