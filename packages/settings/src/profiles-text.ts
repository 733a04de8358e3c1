import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "smol-toml";
import { isTable } from "./layers.ts";

/** What a profiles.toml says. */
export interface ProfilesDocument {
  readonly active: string;
  readonly profiles: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * The text of a file with another content, comments kept. New profiles are appended as tables of their own,
 * because the library would write them as inline tables above the others.
 */
export async function rewriteProfiles(text: string, document: ProfilesDocument): Promise<string> {
  const { patch } = await import("@decimalturn/toml-patch");
  const before = parse(text);
  const existing = isTable(before["profiles"]) ? before["profiles"] : {};
  const [kept, added] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(document.profiles).filter(([name]) => Object.hasOwn(existing, name) === wanted)),
  );
  const patched = patch(text, { ...document, profiles: kept });
  const appended = Object.keys(added ?? {}).length === 0 ? "" : `\n${stringify({ profiles: added })}`;
  const rewritten = `${patched.trimEnd()}\n${appended}`;
  return says(rewritten, document) ? rewritten : stringify(document);
}

/** Whether a text has a content: a layout that the library misreads must cost comments, not settings. */
function says(text: string, document: ProfilesDocument): boolean {
  try {
    return isDeepStrictEqual(plain(parse(text)), plain(document));
  } catch {
    return false;
  }
}

/** The same content in objects of one prototype, so that two can be compared. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
