import { UnresolvableError } from "./errors.ts";
import { reprOfJson } from "./python-text.ts";

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

/** What a JSON pointer, e.g. `/definitions/Address`, leads to. */
function follow(root: unknown, pointer: string): unknown {
  let at = root;
  for (const part of pointer.slice(1).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isContainer(at) || !Object.hasOwn(at, key)) {
      throw new UnresolvableError(`PointerToNowhere: ${reprOfJson(pointer)} does not exist within ${reprOfJson(root)}`);
    }
    at = Reflect.get(at, key);
  }
  return at;
}

/** The first schema below `root` of which `holds` is true. */
function find(root: unknown, holds: (schema: object) => boolean): unknown {
  const waiting: unknown[] = [root];
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    if (!isContainer(schema)) continue;
    if (holds(schema)) return schema;
    for (const value of Object.values(schema)) if (isContainer(value)) waiting.push(value);
  }
  return undefined;
}

const fragmentOf = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What a reference inside `root` stands for; nothing outside it is ever fetched. Throws UnresolvableError. */
export function resolve(root: unknown, reference: string): unknown {
  const [uri = "", ...rest] = reference.split("#");
  const fragment = fragmentOf(rest.join("#"));
  const resource = uri === "" ? root : find(root, (schema) => Reflect.get(schema, "$id") === uri);
  if (resource === undefined) throw new UnresolvableError(`Unresolvable: ${reference}`);
  if (fragment === "") return resource;
  if (fragment.startsWith("/")) return follow(resource, fragment);
  const anchored = find(resource, (schema) =>
    ["$anchor", "$dynamicAnchor"].some((anchor) => Reflect.get(schema, anchor) === fragment),
  );
  if (anchored !== undefined) return anchored;
  throw new UnresolvableError(`NoSuchAnchor: ${reprOfJson(fragment)} does not exist within ${reprOfJson(resource)}`);
}
