import { RecentMap } from "@prefect-ts/database/recent-map";
import type { Event } from "@prefect-ts/schemas/event";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { orchestrationSettings } from "../orchestration/settings.ts";
import { isPaused } from "../states/predicates.ts";
import { isJsonObject } from "@prefect-ts/schemas/validation/record";
import type { RunState } from "../states/state.ts";
import { type Origin, readOrigin } from "./flow-run-origin.ts";
import type { FlowRunRecord } from "./flow-run-record.ts";

/** Longer messages are cut in the middle: people put results and tracebacks into them. */
const longestMessage = 100_000;

function shortened(message: string | null): string {
  if (!message) return "";
  if (message.length <= longestMessage) return message;
  const half = longestMessage / 2;
  const omitted = message.length - 2 * half;
  const text = `${message.slice(0, half)}...${omitted} additional characters...${message.slice(-half)}`;
  return text.length < message.length ? text : message;
}

const statePayload = (state: RunState | null) =>
  state && {
    type: state.type,
    ...(state.name && { name: state.name }),
    ...(state.message && { message: shortened(state.message) }),
    ...(isPaused(state) && { pause_reschedule: String(state.state_details.pause_reschedule) }),
  };

/** Python's `isoformat()`, which writes UTC as an offset. */
const isoFormat = (instant: Timestamp) => instant.toJSON().replace("Z", "+00:00");

/** Within five minutes events may arrive out of order, so each says which it follows. */
const orderWindow = 300;
const isTight = (occurred: Timestamp, before: RunState) => Math.abs(occurred.since(before.timestamp)) < orderWindow;

/** What becomes of a flow run, as an event: `prefect.flow-run.<name of the state>`, with the id of the state. */
export async function flowRunStateEvent(
  tx: Tx,
  run: FlowRunRecord,
  initial: RunState | null,
  validated: RunState,
): Promise<Event> {
  return {
    id: validated.id,
    occurred: validated.timestamp,
    event: `prefect.flow-run.${validated.name}`,
    resource: {
      "prefect.resource.id": `prefect.flow-run.${run.id}`,
      "prefect.resource.name": run.name,
      "prefect.run-count": String(run.run_count),
      "prefect.state-message": shortened(validated.message),
      "prefect.state-name": validated.name,
      "prefect.state-timestamp": isoFormat(validated.timestamp),
      "prefect.state-type": validated.type,
    },
    related: [...(await relatedResources(tx, run)), ...creator(run)],
    payload: {
      intended: { from: initial?.type ?? null, to: validated.type },
      initial_state: statePayload(initial),
      validated_state: statePayload(validated),
    },
    follows: initial && isTight(validated.timestamp, initial) ? initial.id : null,
  };
}

type Related = Record<string, string>;

const resource = (kind: string, id?: string | null, name?: string | null, more: Related = {}): Related[] =>
  !id
    ? []
    : [
        {
          "prefect.resource.id": `prefect.${kind}.${id}`,
          "prefect.resource.role": kind,
          "prefect.resource.name": name ?? "",
          ...more,
        },
      ];

function relatedTo(origin: Origin | undefined, ownTags: readonly string[]): Related[] {
  if (!origin) return [];
  const tags = [ownTags, origin.flow_tags, origin.deployment_tags ?? [], origin.task_run_tags ?? []].flat();
  return [
    ...resource("flow", origin.flow_id, origin.flow_name),
    ...resource("deployment", origin.deployment_id, origin.deployment_name),
    ...resource("work-queue", origin.work_queue_id, origin.work_queue_name),
    ...resource("work-pool", origin.work_pool_id, origin.work_pool_name, {
      "prefect.work-pool.type": origin.work_pool_type ?? "",
    }),
    ...resource("task-run", origin.task_run_id, origin.task_run_name),
    ...[...new Set(tags)].sort().map((tag) => ({
      "prefect.resource.id": `prefect.tag.${tag}`,
      "prefect.resource.role": "tag",
    })),
  ];
}

const mostKnown = 1000;
const known = new RecentMap<string, { related: Related[]; until: number }>(mostKnown);

/** What a flow run has to do with, remembered for a while: it hardly changes during a run. */
async function relatedResources(tx: Tx, run: FlowRunRecord): Promise<Related[]> {
  const remembered = known.get(run.id);
  if (remembered && remembered.until > performance.now()) return remembered.related;
  return rememberRelated(tx, run, await readOrigin(tx, run));
}

/** As if a run's event had asked for it: for who has read already what the run comes from. */
export function rememberRelated(tx: Tx, run: FlowRunRecord, origin: Origin | undefined): Related[] {
  const related = relatedTo(origin, run.tags);
  const { relatedResourceCacheSeconds } = orchestrationSettings(tx.settings);
  known.set(run.id, { related, until: performance.now() + relatedResourceCacheSeconds * 1000 });
  return related;
}

const creatorKinds: Record<string, string> = { DEPLOYMENT: "deployment", AUTOMATION: "automation" };

/** Who made the run, where that was a deployment's schedule or an automation. */
function creator({ created_by }: FlowRunRecord): Related[] {
  const { type, id, display_value: name } = isJsonObject(created_by) ? created_by : {};
  const kind = typeof type === "string" ? creatorKinds[type] : undefined;
  if (!kind) return [];
  return [
    {
      "prefect.resource.id": `prefect.${kind}.${String(id)}`,
      "prefect.resource.role": "creator",
      ...(typeof name === "string" && name !== "" && { "prefect.resource.name": name }),
    },
  ];
}
