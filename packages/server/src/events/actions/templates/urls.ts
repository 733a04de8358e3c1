import type { Settings } from "@prefect-ts/settings/settings";
import type { Filter } from "../../../templates/filter.ts";
import { textOf, type Value } from "../../../templates/values.ts";
import { EventModel } from "./event-model.ts";
import { Resource } from "./labels.ts";
import { TemplateModel } from "./template-model.ts";

/** The address of an object's page in the dashboard; null where it has none. */
export type UrlOf = (value: Value) => string | null;

const pages: Readonly<Record<string, string>> = {
  flow: "flows/flow/",
  "flow-run": "runs/flow-run/",
  "task-run": "runs/task-run/",
  "block-document": "blocks/block/",
  "work-pool": "work-pools/work-pool/",
  "work-queue": "work-queues/work-queue/",
  "concurrency-limit": "concurrency-limits/concurrency-limit/",
  deployment: "deployments/deployment/",
  automation: "automations/automation/",
};

interface Subject {
  kind: string;
  id: string;
  name: Value | undefined;
}

function subjectOf(value: Value): Subject | undefined {
  if (value instanceof TemplateModel) return { kind: value.kind, id: value.id, name: value.attribute("name") };
  const match = value instanceof Resource ? /^prefect\.([a-z-]+)\.(.+)$/.exec(value.id) : null;
  const [, kind, id] = match ?? [];
  if (kind === undefined || id === undefined) return undefined;
  return { kind, id, name: value instanceof Resource ? value.attribute("name") : undefined };
}

function pageOf(value: Value): string | undefined {
  if (value instanceof EventModel) return `events/event/${value.event.occurred.text.slice(0, 10)}/${value.event.id}`;
  const subject = subjectOf(value);
  const page = subject && Object.hasOwn(pages, subject.kind) ? pages[subject.kind] : undefined;
  if (!subject || page === undefined) return undefined;
  // Pools are found by their names.
  return page + (subject.kind === "work-pool" && subject.name ? textOf(subject.name) : subject.id);
}

const flowRunInText = /flow-run\/([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})/;

/** The addresses that templates can ask for, below the dashboard's own. */
export function urlFilters(settings: Settings): { urlOf: UrlOf; filters: Readonly<Record<string, Filter>> } {
  const base = settings.get("PREFECT_UI_URL");
  const below = (path: string | undefined): string | null =>
    base === null || path === undefined ? null : `${base.replace(/\/$/, "")}/${path}`;
  const urlOf: UrlOf = (value) => below(pageOf(value));
  return {
    urlOf,
    filters: {
      ui_url: (value) => urlOf(value),
      ui_resource_events_url: (value) => {
        if (value instanceof Resource) return below(`events?resource=${value.id}`);
        const subject = subjectOf(value);
        return below(subject && `events?resource=prefect.${subject.kind}.${subject.id}`);
      },
      flow_run_id: (value) => flowRunInText.exec(textOf(value))?.[1] ?? null,
    },
  };
}
