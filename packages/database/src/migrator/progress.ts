import type { Progress } from "./migrate.ts";

const verbs = { create: "Creating the schema at", upgrade: "Upgrading to", downgrade: "Downgrading from" };

/** A step in one line, such as `Upgrading to 5b0bd3b41a23 (concurrency limit v2), 2 of 7`. */
export function progressLine({ number, total, direction, revision, slug }: Progress): string {
  const what = direction === "create" ? revision : `${revision} (${slug.replaceAll("_", " ")})`;
  return `${verbs[direction]} ${what}, ${number} of ${total}`;
}
