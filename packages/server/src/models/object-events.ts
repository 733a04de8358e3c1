import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";

interface Subject {
  /** The kind as events write it: `flow`, `work-pool`, `block-document`. */
  kind: string;
  id: string;
  name: string;
}

/** What happened to an object of the API: `prefect.<kind>.<verb>`, about `prefect.<kind>.<id>`. */
export const objectEvent = (
  { kind, id, name }: Subject,
  verb: string,
  payload: Record<string, unknown>,
  related: Record<string, string>[] = [],
): Event => ({
  id: uuid7(),
  occurred: Timestamp.now(),
  event: `prefect.${kind}.${verb}`,
  resource: { "prefect.resource.id": `prefect.${kind}.${id}`, "prefect.resource.name": name },
  related,
  payload,
  follows: null,
});
