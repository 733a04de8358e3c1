import type { Collected } from "./collect.ts";
import { compareText, isObject, type Json, type JsonObject, objects, text } from "./json.ts";

/** Readable stand-ins for what differs from one recording to the next. */
export interface Labels {
  /** Label by id; ids are written without dashes, as some places show them. */
  ids: Map<string, string>;
  /** Random names (`dancing-otter`, `add-3f9`) as whole words, and what to write in their place. */
  names: { pattern: RegExp; standIn: string }[];
}

const RANDOM_NAME = /^[a-z]+-[a-z]+$/;
const RANDOM_KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Names every object of a scenario by what the scenario chose: its name, key or place, never its id. */
export function makeLabels(rows: Collected): Labels {
  const labels: Labels = { ids: new Map(), names: [] };
  label(labels, "flow", rows.flows, (flow) => text(flow, "name"));
  label(labels, "block-type", rows.blockTypes, (type) => text(type, "slug"));
  label(labels, "block-schema", rows.blockSchemas, (schema) => text(schema, "checksum").slice(0, 19));
  label(labels, "block-document", rows.blockDocuments, documentName);
  label(labels, "variable", rows.variables, (variable) => text(variable, "name"));
  label(labels, "global-limit", rows.globalLimits, (limit) => text(limit, "name"));
  label(labels, "tag-limit", rows.tagLimits, (limit) => text(limit, "tag"));
  label(labels, "flow-run", rows.flowRuns.toSorted(byFlowRun(labels)), (run) => flowRunName(labels, run));
  label(labels, "task-run", rows.taskRuns.toSorted(byTaskRun), taskRunName);
  label(labels, "artifact", rows.artifacts.toSorted(byCreation), artifactName);
  label(labels, "latest-artifact", rows.latestArtifacts, artifactName);
  for (const run of [...rows.flowRuns, ...rows.taskRuns]) labelStates(labels, run);
  for (const run of rows.flowRuns) nameIfRandom(labels, run, RANDOM_NAME.test(text(run, "name")));
  for (const run of rows.taskRuns) nameIfRandom(labels, run, taskRunName(run) !== text(run, "name"));
  return labels;
}

/** A task run's name without the start of its random dynamic key, which the client appends to it. */
export function taskRunName(run: JsonObject): string {
  const key = text(run, "dynamic_key").slice(-36);
  const suffix = `-${key.slice(0, 3)}`;
  const name = text(run, "name");
  return RANDOM_KEY.test(key) && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

function label(labels: Labels, kind: string, rows: JsonObject[], name: (row: JsonObject) => string): void {
  const total = new Map<string, number>();
  for (const row of rows) total.set(name(row), (total.get(name(row)) ?? 0) + 1);
  const seen = new Map<string, number>();
  for (const row of rows) {
    const base = name(row);
    const place = (seen.get(base) ?? 0) + 1;
    seen.set(base, place);
    const suffix = (total.get(base) ?? 0) > 1 ? `#${place}` : "";
    labels.ids.set(bare(text(row, "id")), `<${kind}:${base}${suffix}>`);
  }
}

function labelStates(labels: Labels, run: JsonObject): void {
  const owner = (labels.ids.get(bare(text(run, "id"))) ?? "").replace(/>$/, "");
  objects(run.states).forEach((state, place) => {
    labels.ids.set(bare(text(state, "id")), `${owner}/state-${place + 1}>`);
  });
}

function nameIfRandom(labels: Labels, run: JsonObject, random: boolean): void {
  const own = labels.ids.get(bare(text(run, "id"))) ?? "";
  const literal = text(run, "name").replace(/[^\w\s-]/g, "\\$&");
  const pattern = new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, "g");
  if (random) labels.names.push({ pattern, standIn: `<name of ${own.slice(1)}` });
}

/** An id as it is looked up: lower case, without dashes. */
export function bare(id: string): string {
  return id.replaceAll("-", "").toLowerCase();
}

function flowRunName(labels: Labels, run: JsonObject): string {
  const name = text(run, "name");
  return RANDOM_NAME.test(name) ? `of ${flowLabel(labels, run)}` : name;
}

function flowLabel(labels: Labels, run: JsonObject): string {
  return (labels.ids.get(bare(text(run, "flow_id"))) ?? "").replace(/^<flow:|>$/g, "");
}

function byFlowRun(labels: Labels): (a: JsonObject, b: JsonObject) => number {
  const key = (run: JsonObject) =>
    `${flowLabel(labels, run)} ${JSON.stringify(run.parameters)} ${text(run, "created")}`;
  return (a, b) => compareText(key(a), key(b));
}

function byTaskRun(a: JsonObject, b: JsonObject): number {
  const key = (run: JsonObject) => `${text(run, "start_time") || "9"} ${text(run, "expected_start_time")}`;
  return compareText(key(a), key(b));
}

function byCreation(a: JsonObject, b: JsonObject): number {
  return compareText(text(a, "created"), text(b, "created"));
}

function artifactName(artifact: JsonObject): string {
  return text(artifact, "key") || `a ${text(artifact, "type")}`;
}

function documentName(document: JsonObject): string {
  const type: Json | undefined = document.block_type;
  const slug = isObject(type) ? text(type, "slug") : "";
  return `${slug}/${document.is_anonymous === true ? "anonymous" : text(document, "name")}`;
}
