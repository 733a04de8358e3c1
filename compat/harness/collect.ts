import { randomUUID } from "node:crypto";
import type { Api } from "./api.ts";
import { compareText, isObject, type Json, type JsonObject, objects, text } from "./json.ts";

/** What the API shows after a scenario, as the server answered it, by collection. */
export interface Collected {
  flows: JsonObject[];
  flowRuns: JsonObject[];
  taskRuns: JsonObject[];
  logs: JsonObject[];
  artifacts: JsonObject[];
  latestArtifacts: JsonObject[];
  variables: JsonObject[];
  blockTypes: JsonObject[];
  blockSchemas: JsonObject[];
  blockDocuments: JsonObject[];
  globalLimits: JsonObject[];
  tagLimits: JsonObject[];
  events: JsonObject[];
}

const FILTER_ROUTES = {
  flows: "/flows/filter",
  flowRuns: "/flow_runs/filter",
  taskRuns: "/task_runs/filter",
  logs: "/logs/filter",
  artifacts: "/artifacts/filter",
  latestArtifacts: "/artifacts/latest/filter",
  variables: "/variables/filter",
  blockTypes: "/block_types/filter",
  blockSchemas: "/block_schemas/filter",
  globalLimits: "/v2/concurrency_limits/filter",
  tagLimits: "/concurrency_limits/filter",
};

const SENTINEL = "compat.settled";
/** Sent on a timer, so how many there are says nothing. */
const TIMED_EVENTS = new Set([SENTINEL, "prefect.flow-run.heartbeat"]);

/** Ids of everything the server already has, so that only what a scenario adds is looked at. */
export async function baseline(api: Api): Promise<Set<string>> {
  const before = await collectRows(api);
  return new Set(Object.values(before).flatMap((rows: JsonObject[]) => rows.map((row) => text(row, "id"))));
}

/**
 * Waits until the server has taken in all that was sent to it, then collects what a scenario added.
 * Events, and the task runs made of them, arrive after the script has ended, so a sentinel event is sent and awaited,
 * and the answers must be the same twice in a row.
 */
export async function collectSettled(api: Api, known: ReadonlySet<string>): Promise<Collected> {
  await sentinel(api);
  let previous = "";
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const rows = await collectRows(api);
    const signature = JSON.stringify([rows.flowRuns.map(stable), rows.taskRuns.map(stable), sizes(rows)]);
    if (signature === previous) return withDetails(api, rows, known);
    previous = signature;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  throw new Error("the server did not settle: its answers kept changing for 16 s after the scenario ended");
}

async function sentinel(api: Api): Promise<void> {
  const id = randomUUID();
  const resource = { "prefect.resource.id": `compat.sentinel.${id}` };
  await api.post("/events", [{ id, event: SENTINEL, occurred: new Date().toISOString(), resource, payload: {} }]);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await api.events({ id: { id: [id] } })).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("an event posted to /events did not show up in /events/filter within 20 s");
}

/** Durations of unfinished runs grow while one looks, so only ids and states count. */
function stable(row: JsonObject): Json {
  return [text(row, "id"), text(row, "state_id")];
}

function sizes(rows: Collected): Json {
  return Object.values(rows).map((list: JsonObject[]) => list.length);
}

async function collectRows(api: Api): Promise<Collected> {
  const rows: Collected = {
    flows: [],
    flowRuns: [],
    taskRuns: [],
    logs: [],
    artifacts: [],
    latestArtifacts: [],
    variables: [],
    blockTypes: [],
    blockSchemas: [],
    blockDocuments: await api.list("/block_documents/filter", { include_secrets: true }),
    globalLimits: [],
    tagLimits: [],
    events: (await api.events()).filter((event) => !TIMED_EVENTS.has(text(event, "event"))),
  };
  for (const key of keysOf(FILTER_ROUTES)) rows[key] = await api.list(FILTER_ROUTES[key]);
  return rows;
}

function keysOf<T extends object>(value: T): (keyof T & string)[] {
  const keys: (keyof T & string)[] = [];
  for (const key in value) keys.push(key);
  return keys;
}

async function withDetails(api: Api, all: Collected, known: ReadonlySet<string>): Promise<Collected> {
  const fresh = { ...all };
  for (const key of keysOf(all)) fresh[key] = all[key].filter((row) => !known.has(text(row, "id")));
  fresh.blockTypes = usedBy(all.blockTypes, fresh.blockTypes, fresh.blockDocuments, "block_type_id");
  fresh.blockSchemas = usedBy(all.blockSchemas, fresh.blockSchemas, fresh.blockDocuments, "block_schema_id");
  const masked = new Map(
    (await api.list("/block_documents/filter")).map((document) => [text(document, "id"), document.data ?? null]),
  );
  for (const document of fresh.blockDocuments) document.masked_data = masked.get(text(document, "id")) ?? null;
  for (const run of fresh.flowRuns) {
    const id = text(run, "id");
    run.states = await api.get(`/flow_run_states/?flow_run_id=${id}`);
    run.graph = await api.get(`/flow_runs/${id}/graph-v2`);
    run.inputs = await api.post(`/flow_runs/${id}/input/filter`, { prefix: "", limit: 200 });
  }
  for (const run of fresh.taskRuns) {
    run.states = await api.get(`/task_run_states/?task_run_id=${text(run, "id")}`);
  }
  for (const row of [...fresh.flowRuns, ...fresh.taskRuns]) row.states = inOrder(row.states);
  return fresh;
}

function inOrder(states: Json | undefined): Json {
  return objects(states).toSorted((a, b) => compareText(text(a, "timestamp"), text(b, "timestamp")));
}

function usedBy(all: JsonObject[], fresh: JsonObject[], documents: JsonObject[], key: string): JsonObject[] {
  const used = new Set([...documents.map((document) => text(document, key)), ...fresh.map((row) => text(row, "id"))]);
  return all.filter((row) => isObject(row) && used.has(text(row, "id")));
}
