import { randomUUID } from "node:crypto";
import { pythonFormat } from "./python-format.ts";

/** A row of `flow_run_notification_policy`. */
export interface NotificationPolicy {
  readonly stateNames: readonly unknown[];
  readonly tags: readonly unknown[];
  readonly messageTemplate: string | null;
  readonly blockDocumentId: string;
}

/** The body of an automation that was made from a policy without a template. */
const defaultBody = `
Flow run {{ flow.name }}/{{ flow_run.name }} observed in state \`{{ flow_run.state.name }}\` at {{ flow_run.state.timestamp }}.
Flow ID: {{ flow_run.flow_id }}
Flow run ID: {{ flow_run.id }}
Flow run URL: {{ flow_run|ui_url }}
State message: {{ flow_run.state.message }}
`;

/** What a policy's template could name, and its name in an automation's. */
const expressions = {
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

/** The automation that notifies as a policy did, with the keys in the reference's order. */
export function automationOf({ stateNames, tags, messageTemplate, blockDocumentId }: NotificationPolicy) {
  const expected = new Set(stateNames.map((name) => `prefect.flow-run.${name}`));
  return {
    name: "Flow Run State Change Notification",
    description: "Migrated from a flow run notification policy",
    trigger: {
      id: randomUUID(),
      type: "event",
      after: [],
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      expect: expected.size > 0 ? [...expected] : ["prefect.flow-run.*"],
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
        body: messageTemplate ? pythonFormat(messageTemplate, expressions) : defaultBody,
        type: "send-notification",
        subject: "Prefect flow run notification",
        block_document_id: blockDocumentId,
      },
    ],
  };
}
