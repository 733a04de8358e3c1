import type { Collected } from "./collect.ts";
import { isObject, type JsonObject, objects, text } from "./json.ts";
import { bare, type Labels } from "./labels.ts";

/** A random name (`dancing-otter`, `add-3f9`) as a whole word, and what to write in its place. */
export interface StandIn {
  pattern: RegExp;
  text: string;
}

const TWO_WORDS = /^[a-z]+-[a-z]+$/;
const RANDOM_KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** True for the kind of name that the client gives to flow runs; scenarios give none that looks like it. */
export function isRandomName(name: string): boolean {
  return TWO_WORDS.test(name);
}

/** What the client appends to the name of a task run: the start of its random key. Empty where its key is not random. */
export function randomSuffix(taskRun: JsonObject): string {
  const key = text(taskRun, "dynamic_key");
  return RANDOM_KEY.test(key) ? `-${key.slice(0, 3)}` : "";
}

/** Stand-ins for the random names of runs, also for those they had before a template of a name was filled in. */
export function randomNames(rows: Collected, labels: Labels): StandIn[] {
  const runs = new Map<string, { run: JsonObject; isRandom: (name: string) => boolean }>();
  for (const run of rows.flowRuns) runs.set(`prefect.flow-run.${text(run, "id")}`, { run, isRandom: isRandomName });
  for (const run of rows.taskRuns) {
    const suffix = randomSuffix(run);
    const isRandom = (name: string) => suffix !== "" && name.endsWith(suffix);
    runs.set(`prefect.task-run.${text(run, "id")}`, { run, isRandom });
  }
  const standIns = new Map<string, string>();
  for (const [resource, name] of [...shownByRuns(runs), ...shownByEvents(rows.events)]) {
    const found = runs.get(resource);
    if (!found?.isRandom(name)) continue;
    const label = labels.get(bare(text(found.run, "id"))) ?? "<";
    const what = text(found.run, "name") === name ? "name" : "first name";
    standIns.set(name, `<${what} of ${label.slice(1)}`);
  }
  return [...standIns].map(([name, standIn]) => ({ pattern: wholeWord(name), text: standIn }));
}

type Named = [resource: string, name: string];

function shownByRuns(runs: Map<string, { run: JsonObject }>): Named[] {
  return [...runs].map(([resource, { run }]) => [resource, text(run, "name")]);
}

function shownByEvents(events: JsonObject[]): Named[] {
  const resources = events.flatMap((event) => [event.resource, ...objects(event.related)]).filter(isObject);
  return resources.map((each) => [text(each, "prefect.resource.id"), text(each, "prefect.resource.name")]);
}

function wholeWord(name: string): RegExp {
  return new RegExp(`(?<![\\w-])${name.replace(/[^\w\s-]/g, "\\$&")}(?![\\w-])`, "g");
}
