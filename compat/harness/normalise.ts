import type { Collected } from "./collect.ts";
import { byText, compareText, isObject, type Json, type JsonObject, objects, text, withSortedKeys } from "./json.ts";
import { bare, type Labels, makeLabels } from "./labels.ts";
import { randomNames, type StandIn } from "./names.ts";

/** What the script itself showed. */
export interface Output {
  /** Exit code of the script, or the signal that ended it. */
  exit: number | string;
  /** The lines it printed for the record, without their prefix. */
  lines: string[];
}

/** Text that stands for something of this machine, and what to write in its place. Longest first. */
export type Places = [text: string, standIn: string][];

interface Masks {
  labels: Labels;
  names: StandIn[];
  places: Places;
}

/** Columns that say when a row was written or changed, which no client depends on. */
const LEFT_OUT = new Set(["created", "updated", "received", "last_polled"]);
/** Seconds that were measured, of which only presence and sign are kept. */
export const MEASURED: ReadonlySet<string> = new Set([
  "total_run_time",
  "estimated_run_time",
  "estimated_start_time_delta",
  "avg_slot_occupancy_seconds",
]);
/** Hashes that depend on random ids or on the source of a task. */
const PRESENCE_ONLY = new Set(["cache_key", "dynamic_key", "traceparent", "limit_occupancy_seconds"]);
/** The client ends the key of a task with a hash of where its source file is. */
const SOURCE_HASH = /-[0-9a-f]{8}$/;
/** A line that the client does not always send before the signal that it tells of ends its process. */
const LOST_AT_TIMES = "Crash detected! Execution was aborted by a termination signal.";
/** Lists whose order carries no meaning. */
const UNORDERED = new Set([
  "capabilities",
  "pause_keys",
  "related",
  "tags",
  "nodes",
  "root_node_ids",
  "parents",
  "children",
  "encapsulating",
]);

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi;
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/g;
const TRACEBACK = /Traceback \(most recent call last\):\n[\s\S]*?\n(?=[A-Za-z_.]+(:|$))/g;

/** A scenario's record: the same text for the same behaviour, whenever and wherever it ran. */
export function normalise(rows: Collected, output: Output, places: Places): JsonObject {
  const labels = makeLabels(rows);
  const masks = { labels, places, names: randomNames(rows, labels) };
  const clean = (value: Json) => mask(value, masks);
  const sorted = (list: JsonObject[]) => list.map(clean).toSorted(byText);
  return {
    script: clean({ exit: output.exit, lines: output.lines }),
    flows: sorted(rows.flows),
    flow_runs: sorted(rows.flowRuns.map(inShort)),
    task_runs: sorted(rows.taskRuns.map(inShort)),
    logs: withSortedKeys(logsByRun(rows.logs, labels, clean)),
    artifacts: sorted(rows.artifacts),
    latest_artifacts: sorted(rows.latestArtifacts),
    variables: sorted(rows.variables),
    block_types: sorted(rows.blockTypes),
    block_schemas: sorted(rows.blockSchemas),
    block_documents: sorted(rows.blockDocuments),
    global_concurrency_limits: sorted(rows.globalLimits),
    tag_concurrency_limits: sorted(rows.tagLimits),
    events: counted(sorted(rows.events.map(withoutTaskRun))),
  };
}

/** A run with its history in short, and whether its times come in the order in which they happen. */
function inShort(run: JsonObject): JsonObject {
  const times = [text(run, "expected_start_time"), text(run, "start_time"), text(run, "end_time")].filter(Boolean);
  const inOrder = times.every((time, place) => place === 0 || (times[place - 1] ?? "") <= time);
  return { ...run, states: objects(run.states).map(withoutNulls), times_in_order: inOrder };
}

/** The run's own `state` is kept whole and shows every key; in its history the keys that are null would only repeat. */
function withoutNulls(state: JsonObject): JsonObject {
  const kept = Object.entries(state).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, isObject(value) ? withoutNulls(value) : value]));
}

/** An event without the copy of the task run in it: the client wrote that, and the task runs themselves are kept. */
function withoutTaskRun(event: JsonObject): JsonObject {
  const { payload } = event;
  if (!isObject(payload) || !isObject(payload.task_run)) return event;
  return { ...event, payload: { ...payload, task_run: Object.keys(payload.task_run) } };
}

function logsByRun(logs: JsonObject[], labels: Labels, clean: (value: Json) => Json): JsonObject {
  const groups: { [run: string]: Json[] } = {};
  const kept = logs.filter((log) => log.message !== LOST_AT_TIMES);
  for (const log of kept.toSorted((a, b) => compareText(text(a, "timestamp"), text(b, "timestamp")))) {
    const id = text(log, "task_run_id") || text(log, "flow_run_id");
    const run = labels.get(bare(id)) ?? "<no run>";
    const flowRun = clean(log.flow_run_id ?? null);
    groups[run] ??= [];
    groups[run].push({
      name: log.name ?? null,
      level: log.level ?? null,
      message: clean(log.message ?? null),
      flow_run: flowRun,
    });
  }
  return groups;
}

/** Folds equal neighbours into one with a count. */
function counted(events: Json[]): Json[] {
  const folded: { times: number; event: Json }[] = [];
  for (const event of events) {
    const last = folded.at(-1);
    if (last !== undefined && byText(last.event, event) === 0) last.times += 1;
    else folded.push({ times: 1, event });
  }
  return folded.map(({ times, event }) => (times === 1 || !isObject(event) ? event : { ...event, times }));
}

function mask(value: Json, masks: Masks, key = ""): Json {
  if (PRESENCE_ONLY.has(key)) return value === null ? null : "<present>";
  if (typeof value === "number" && MEASURED.has(key)) return value > 0 ? "<positive>" : value < 0 ? "<negative>" : 0;
  if (typeof value === "string")
    return maskText(key === "task_key" ? value.replace(SOURCE_HASH, "-<hash>") : value, masks);
  if (Array.isArray(value)) {
    const items = value.map((item) => mask(item, masks));
    return UNORDERED.has(key) || areInputs(value) ? items.toSorted(byText) : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([name]) => !LEFT_OUT.has(name));
  const masked = entries.map(([name, item]): [string, Json] => [maskText(name, masks), mask(item, masks, name)]);
  return withSortedKeys(Object.fromEntries(masked));
}

/** The inputs of a task are found in sets, so their order is random. */
function areInputs(list: Json[]): boolean {
  return list.every((item) => isObject(item) && "input_type" in item);
}

function maskText(value: string, { labels, places, names }: Masks): string {
  let masked = value.replace(TRACEBACK, "<traceback>\n").replace(TIME, "<time>");
  for (const [found, standIn] of places) masked = masked.replaceAll(found, standIn);
  for (const { pattern, text: standIn } of names) masked = masked.replace(pattern, () => standIn);
  return masked.replace(UUID, (id) => labels.get(bare(id)) ?? "<uuid>");
}
