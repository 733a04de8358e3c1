import type { Collected } from "./collect.ts";
import { isRandomName, randomSuffix } from "./names.ts";
import { compareText, isObject, type Json, type JsonObject, objects, text } from "./json.ts";

/** Readable labels by id; ids are written without dashes, as some places show them. */
export type Labels = Map<string, string>;

/** Names every object of a scenario by what the scenario chose: its name, key or place, never its id. */
export function makeLabels(rows: Collected): Labels {
  const labels: Labels = new Map();
  label(labels, "flow", rows.flows, (flow) => text(flow, "name"));
  label(labels, "block-type", rows.blockTypes, (type) => text(type, "slug"));
  label(labels, "block-schema", rows.blockSchemas, (schema) => text(schema, "checksum").slice(0, 19));
  label(labels, "block-document", rows.blockDocuments, documentName);
  label(labels, "variable", rows.variables, (variable) => text(variable, "name"));
  label(labels, "global-limit", rows.globalLimits, (limit) => text(limit, "name"));
  label(labels, "tag-limit", rows.tagLimits, (limit) => text(limit, "tag"));
  label(labels, "flow-run", rows.flowRuns.toSorted(byFlowRun(labels)), (run) => flowRunName(labels, run));
  label(labels, "task-run", rows.taskRuns.toSorted(byTaskRun(labels)), taskRunName);
  label(labels, "artifact", rows.artifacts.toSorted(byCreation), artifactName);
  label(labels, "latest-artifact", rows.latestArtifacts, artifactName);
  for (const run of [...rows.flowRuns, ...rows.taskRuns]) labelStates(labels, run);
  return labels;
}

/** A task run's name without what the client appends to it, the start of its random key. */
function taskRunName(run: JsonObject): string {
  const [name, suffix] = [text(run, "name"), randomSuffix(run)];
  return suffix !== "" && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
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
    labels.set(bare(text(row, "id")), `<${kind}:${base}${suffix}>`);
  }
}

function labelStates(labels: Labels, run: JsonObject): void {
  const owner = (labels.get(bare(text(run, "id"))) ?? "").replace(/>$/, "");
  objects(run.states).forEach((state, place) => {
    labels.set(bare(text(state, "id")), `${owner}/state-${place + 1}>`);
  });
}

/** An id as it is looked up: lower case, without dashes. */
export function bare(id: string): string {
  return id.replaceAll("-", "").toLowerCase();
}

function flowRunName(labels: Labels, run: JsonObject): string {
  const name = text(run, "name");
  return isRandomName(name) ? `of ${flowLabel(labels, run)}` : name;
}

function flowLabel(labels: Labels, run: JsonObject): string {
  return (labels.get(bare(text(run, "flow_id"))) ?? "").replace(/^<flow:|>$/g, "");
}

function byFlowRun(labels: Labels): (a: JsonObject, b: JsonObject) => number {
  const key = (run: JsonObject) =>
    `${flowLabel(labels, run)} ${JSON.stringify(run.parameters)} ${text(run, "created")}`;
  return (a, b) => compareText(key(a), key(b));
}

function byTaskRun(labels: Labels): (a: JsonObject, b: JsonObject) => number {
  const key = (run: JsonObject) => {
    const flowRun = labels.get(bare(text(run, "flow_run_id"))) ?? "";
    return `${flowRun} ${text(run, "start_time") || "9"} ${text(run, "expected_start_time")}`;
  };
  return (a, b) => compareText(key(a), key(b));
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
