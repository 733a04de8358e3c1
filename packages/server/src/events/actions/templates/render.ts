import { allEvents, allFirings, type Firing } from "@prefect-ts/schemas/firing";
import type { ServerContext } from "../../../context.ts";
import { TemplateRenderError } from "../../../templates/render-error.ts";
import { renderTemplate, type TemplateContext } from "../../../templates/renderer.ts";
import type { Value } from "../../../templates/values.ts";
import { ActionFailedError, type ActionRun } from "../performer.ts";
import type { TriggeredAction } from "../triggered-action.ts";
import { EventModel } from "./event-model.ts";
import { LabelDiver } from "./labels.ts";
import { namedObjects } from "./named-objects.ts";
import { TemplateModel } from "./template-model.ts";
import { type UrlOf, urlFilters } from "./urls.ts";

function firingModel(firing: Firing, urlOf: UrlOf): Value {
  const event = firing.triggering_event;
  return new TemplateModel("firing", {
    ...firing,
    trigger: new TemplateModel("trigger", firing.trigger),
    triggering_event: event && new EventModel(event, urlOf),
    triggering_firings: firing.triggering_firings.map((inner) => firingModel(inner, urlOf)),
  });
}

function contextOf(triggered: TriggeredAction, named: ReadonlyMap<string, Value>, urlOf: UrlOf): TemplateContext {
  const { automation, triggering_event: event, triggering_labels: labels, firing } = triggered;
  return new Map<string, Value>([
    ["automation", new TemplateModel("automation", automation)],
    ["event", event && new EventModel(event, urlOf)],
    ["labels", new LabelDiver(labels)],
    ["firing", firingModel(firing, urlOf)],
    ["firings", allFirings(firing).map((one) => firingModel(one, urlOf))],
    ["events", allEvents(firing).map((one) => new EventModel(one, urlOf))],
    ...named,
  ]);
}

/** Renders templates of an action with what it is about; `templates` are those that it may be asked for. */
export async function actionRenderer(
  { settings, read }: ServerContext,
  triggered: TriggeredAction,
  templates: readonly string[],
): Promise<(template: string) => string> {
  const { urlOf, filters } = urlFilters(settings);
  const named = await read((session) => namedObjects(session, templates, triggered));
  const context = contextOf(triggered, named, urlOf);
  return (template) => renderTemplate(template, context, filters);
}

/** The texts of an action's templates. Throws ActionFailedError where one cannot be rendered. */
export async function renderAll(
  { context, triggered, result }: ActionRun,
  templates: readonly string[],
): Promise<string[]> {
  const render = await actionRenderer(context, triggered, templates);
  try {
    return templates.map(render);
  } catch (error) {
    if (!(error instanceof TemplateRenderError)) throw error;
    result.details["template_error"] = error.description;
    result.details["template_source"] = error.source;
    throw new ActionFailedError(`Template rendering failed: ${error.repr}`);
  }
}
