/** One message of a stream. */
export interface StreamEntry {
  id: string;
  /** By name; missing where the stream was cut since it was handed out. */
  fields: ReadonlyMap<string, string> | undefined;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Names and values in turn. */
function pairs(value: unknown): Map<string, unknown> {
  const list = listOf(value);
  const found = new Map<string, unknown>();
  for (let at = 0; at + 1 < list.length; at += 2) found.set(String(list[at]), list[at + 1]);
  return found;
}

function entryOf(value: unknown): StreamEntry {
  const [id, fields] = listOf(value);
  if (!Array.isArray(fields)) return { id: String(id), fields: undefined };
  return { id: String(id), fields: new Map([...pairs(fields)].map(([name, text]) => [name, String(text)])) };
}

/** What XREAD and XREADGROUP answer for one stream. */
export const entriesRead = (reply: unknown): StreamEntry[] =>
  listOf(reply).flatMap((stream) => listOf(listOf(stream)[1]).map(entryOf));

/** What XAUTOCLAIM answers: where to go on, and what was claimed. */
export function entriesClaimed(reply: unknown): { next: string; entries: StreamEntry[] } {
  const [next, entries] = listOf(reply);
  return { next: String(next), entries: listOf(entries).filter(Array.isArray).map(entryOf) };
}

/** What XRANGE and XREVRANGE answer. */
export const entriesOfRange = (reply: unknown): StreamEntry[] => listOf(reply).map(entryOf);

export interface GroupInfo {
  name: string;
  lastDelivered: string;
}

/** What XINFO GROUPS answers. */
export const groupsOf = (reply: unknown): GroupInfo[] =>
  listOf(reply).map((group) => {
    const found = pairs(group);
    return { name: String(found.get("name")), lastDelivered: String(found.get("last-delivered-id")) };
  });

/** Milliseconds for which each consumer of a group did nothing, from XINFO CONSUMERS. */
export const idleTimesOf = (reply: unknown): number[] =>
  listOf(reply).map((consumer) => Number(pairs(consumer).get("idle")));

/** The oldest message that is handed out and not acknowledged, from XPENDING. */
export function oldestPendingOf(reply: unknown): string | undefined {
  const oldest = listOf(reply)[1];
  return typeof oldest === "string" ? oldest : undefined;
}
