import { Type } from "typebox";
import { blockData } from "./block-data.ts";
import { NotifyType } from "./chat.ts";
import { application, imageUrl, type NotificationBlock, postJson } from "./message.ts";

const TextOrNull = Type.Union([Type.String(), Type.Null()], { default: null });
const Texts = Type.Union([Type.Array(Type.String()), Type.Null()], { default: null });
const Details = Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()], { default: null });
const Region = Type.Union([Type.Literal("us"), Type.Literal("eu")], { default: "us" });

const PagerDuty = Type.Object({
  notify_type: NotifyType,
  integration_key: Type.String(),
  api_key: Type.String(),
  source: Type.Union([Type.String(), Type.Null()], { default: "Prefect" }),
  component: Type.String({ default: "Notification" }),
  group: TextOrNull,
  class_id: TextOrNull,
  region_name: Region,
  clickable_url: TextOrNull,
  include_image: Type.Boolean({ default: true }),
  custom_details: Details,
});

const severities = { info: "info", success: "info", warning: "warning", failure: "critical" };

export const pagerDuty: NotificationBlock = (data, { subject, body }) => {
  const block = blockData(PagerDuty, data);
  const details = { ...block.custom_details, ...(subject !== "" && { "Prefect Notification Body": body }) };
  const host = block.region_name === "eu" ? "events.eu.pagerduty.com" : "events.pagerduty.com";
  const content = {
    routing_key: block.integration_key,
    payload: {
      summary: subject === "" ? body : subject,
      severity: severities[block.notify_type],
      source: block.source,
      component: block.component,
      ...(block.group !== null && { group: block.group }),
      ...(block.class_id !== null && { class: block.class_id }),
      ...(Object.keys(details).length > 0 && { custom_details: details }),
    },
    client: application,
    event_action: "trigger",
    ...(block.clickable_url !== null && { links: [{ href: block.clickable_url }] }),
    ...(block.include_image && { images: [{ src: imageUrl(block.notify_type, 128), alt: block.notify_type }] }),
  };
  return [postJson(`https://${host}/v2/enqueue`, content, { authorization: `Token token=${block.api_key}` })];
};

const Opsgenie = Type.Object({
  notify_type: NotifyType,
  apikey: Type.String(),
  target_user: Texts,
  target_team: Texts,
  target_schedule: Texts,
  target_escalation: Texts,
  region_name: Region,
  batch: Type.Boolean({ default: false }),
  tags: Texts,
  priority: Type.Union([Type.Integer(), Type.Null()], { default: 3 }),
  alias: TextOrNull,
  entity: TextOrNull,
  details: Details,
});

/** Whom one request may be for. */
const batchSize = 50;
const longestTitle = 130;

export const opsgenie: NotificationBlock = (data, { subject, body }) => {
  const block = blockData(Opsgenie, data);
  const named = (type: string, names: string[] | null) => (names ?? []).map((name) => ({ type, name }));
  const responders = [
    ...named("team", block.target_team),
    ...named("schedule", block.target_schedule),
    ...(block.target_user ?? []).map((username) => ({ type: "user", username })),
    ...named("escalation", block.target_escalation),
  ];
  const content = {
    source: application,
    message: (subject || body).slice(0, longestTitle),
    description: body,
    details: { ...block.details, type: block.notify_type },
    priority: `P${block.priority ?? 3}`,
    ...(block.tags !== null && { tags: block.tags }),
    ...(block.entity !== null && { entity: block.entity }),
    ...(block.alias !== null && { alias: block.alias }),
  };
  const url = `https://api.${block.region_name === "eu" ? "eu." : ""}opsgenie.com/v2/alerts`;
  const headers = { authorization: `GenieKey ${block.apikey}` };
  if (responders.length === 0) return [postJson(url, content, headers)];
  const size = block.batch ? batchSize : 1;
  const groups = Array.from({ length: Math.ceil(responders.length / size) }, (_, index) =>
    responders.slice(index * size, (index + 1) * size),
  );
  return groups.map((group) => postJson(url, { ...content, responders: group }, headers));
};
