import { randomUUID } from "node:crypto";
import { reprOf } from "@prefect-ts/schemas/validation/python";
import { FormatError, formatTemplate } from "./python-format.ts";

/** A row of `flow_run_notification_policy`; the lists are JSON as stored. */
export interface NotificationPolicy {
  state_names: unknown;
  tags: unknown;
  message_template: string | null;
  block_document_id: string;
}

const defaultBody = `
Flow run {{ flow.name }}/{{ flow_run.name }} observed in state \`{{ flow_run.state.name }}\` at {{ flow_run.state.timestamp }}.
Flow ID: {{ flow_run.flow_id }}
Flow run ID: {{ flow_run.id }}
Flow run URL: {{ flow_run|ui_url }}
State message: {{ flow_run.state.message }}
`;

/** What a policy's template could name, as an automation's template says it. */
const placeholders: Readonly<Record<string, string>> = {
  flow_run_notification_policy_id: "Event ID {{ event.id }}",
  flow_id: "{{ flow.id }}",
  flow_name: "{{ flow.name }}",
  flow_run_url: "{{ flow_run|ui_url }}",
  flow_run_id: "{{ flow_run.id }}",
  flow_run_name: "{{ flow_run.name }}",
  flow_run_parameters: "{{ flow_run.parameters }}",
  flow_run_state_type: "{{ flow_run.state.type }}",
  flow_run_state_name: "{{ flow_run.state.name }}",
  flow_run_state_timestamp: "{{ flow_run.state.timestamp }}",
  flow_run_state_message: "{{ flow_run.state.message }}",
};

/** A template that cannot be formatted stays as it is: the reference fails, and never gets past this revision. */
function bodyOf(template: string | null): string {
  if (!template) return defaultBody;
  try {
    return formatTemplate(template, placeholders);
  } catch (error) {
    if (error instanceof FormatError) return template;
    throw error;
  }
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((item) => (typeof item === "string" ? item : reprOf(item))) : [];

/** The columns of the `automation` that does what a flow run notification policy did. */
export function automationOf(policy: NotificationPolicy) {
  const events = new Set(textsOf(policy.state_names).map((name) => `prefect.flow-run.${name}`));
  const tags = textsOf(policy.tags);
  return {
    name: "Flow Run State Change Notification",
    description: "Migrated from a flow run notification policy",
    trigger: {
      id: randomUUID(),
      type: "event",
      after: [],
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      expect: events.size > 0 ? [...events] : ["prefect.flow-run.*"],
      within: 10,
      posture: "Reactive",
      for_each: ["prefect.resource.id"],
      threshold: 1,
      match_related:
        tags.length > 0
          ? { "prefect.resource.id": tags.map((tag) => `prefect.tag.${tag}`), "prefect.resource.role": "tag" }
          : {},
    },
    actions: [
      {
        body: bodyOf(policy.message_template),
        type: "send-notification",
        subject: "Prefect flow run notification",
        block_document_id: policy.block_document_id,
      },
    ],
  };
}
