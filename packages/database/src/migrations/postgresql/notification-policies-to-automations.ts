import { automationOf } from "../notification-policy.ts";
import type { Query } from "./query.ts";

/** Makes an automation of every flow run notification policy. */
export async function notificationPoliciesToAutomations(query: Query): Promise<void> {
  const rows = await query(
    "SELECT is_active, state_names, tags, message_template, block_document_id::text FROM flow_run_notification_policy",
  );
  const automations = rows.map(({ is_active, state_names, tags, message_template, block_document_id }) => ({
    enabled: is_active,
    ...automationOf({
      state_names,
      tags,
      message_template: typeof message_template === "string" ? message_template : null,
      block_document_id: String(block_document_id),
    }),
  }));
  await query(
    `INSERT INTO automation (name, description, enabled, trigger, actions)
     SELECT name, description, enabled, trigger, actions
     FROM jsonb_to_recordset($1::jsonb) AS automation (name text, description text, enabled boolean, trigger jsonb, actions jsonb)`,
    [JSON.stringify(automations)],
  );
}
