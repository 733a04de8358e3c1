import { ActionFailedError } from "./performer.ts";
import type { TriggeredAction } from "./triggered-action.ts";

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The id in a resource's id of that kind. */
function idIn(resourceId: string | undefined, kind: string): string | undefined {
  const prefix = `prefect.${kind}.`;
  if (!resourceId?.startsWith(prefix)) return undefined;
  const id = resourceId.slice(prefix.length);
  return uuid.test(id) ? id.toLowerCase() : undefined;
}

/** Whose kind it is: everything before the last dot. */
const isOfKind = (resourceId: string, kind: string) =>
  resourceId.slice(0, Math.max(resourceId.lastIndexOf("."), 0)) === `prefect.${kind}`;

/** The first resource of a kind that an event is about. */
export function firstOfKind(
  event: TriggeredAction["triggering_event"],
  kind: string,
): Record<string, string> | undefined {
  const involved = event ? [event.resource, ...event.related] : [];
  return involved.find((resource) => isOfKind(resource["prefect.resource.id"] ?? "", kind));
}

/** The id of the object of a kind that an event is about. */
export const inferredId = (event: TriggeredAction["triggering_event"], kind: string): string | undefined =>
  idIn(firstOfKind(event, kind)?.["prefect.resource.id"], kind);

interface Choice {
  source: "selected" | "inferred";
  /** What was selected. */
  id: string | null;
  kind: string;
}

/** The object that an action is for. Throws ActionFailedError where the event does not tell. */
export function chosenId({ triggering_event: event }: TriggeredAction, { source, id, kind }: Choice): string {
  if (source === "selected" && id !== null) return id;
  const noun = kind.replace("-", " ");
  if (!event) throw new ActionFailedError(`No event to infer the ${noun}`);
  const inferred = inferredId(event, kind);
  if (inferred === undefined) throw new ActionFailedError(`No ${noun} could be inferred`);
  return inferred;
}

/** The flow run that an action is for: the one that the trigger counts by, else the event's. Throws ActionFailedError. */
export function inferredFlowRun({ triggering_labels: labels, triggering_event: event }: TriggeredAction): string {
  const id = idIn(labels["prefect.resource.id"], "flow-run") ?? inferredId(event, "flow-run");
  if (id === undefined) throw new ActionFailedError("No flow run could be inferred");
  return id;
}
