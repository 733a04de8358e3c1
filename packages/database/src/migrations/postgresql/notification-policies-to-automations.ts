import type { RowTransformation } from "../../migrator/target.ts";
import { batches } from "../batches.ts";
import { automationOf } from "../notification-automation.ts";

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Makes an automation of every notification policy; the policies stay for the script to drop. */
export const notificationPoliciesToAutomations: RowTransformation = async (rows) => {
  const policies = batches(
    rows,
    `SELECT id, is_active, state_names, tags, message_template, block_document_id FROM flow_run_notification_policy
     WHERE id > coalesce(nullif($1, ''), '00000000-0000-0000-0000-000000000000')::uuid ORDER BY id LIMIT $2`,
  );
  for await (const { is_active, state_names, tags, message_template, block_document_id } of policies) {
    const { name, description, trigger, actions } = automationOf({
      stateNames: listIn(state_names),
      tags: listIn(tags),
      messageTemplate: typeof message_template === "string" ? message_template : null,
      blockDocumentId: String(block_document_id),
    });
    await rows.run(
      "INSERT INTO automation (name, description, enabled, trigger, actions) VALUES ($1, $2, $3, $4, $5)",
      [name, description, is_active, JSON.stringify(trigger), JSON.stringify(actions)],
    );
  }
};
