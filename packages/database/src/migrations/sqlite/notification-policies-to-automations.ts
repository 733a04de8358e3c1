import type { RowTransformation } from "../../migrator/target.ts";
import { batches } from "../batches.ts";
import { automationOf } from "../notification-automation.ts";
import { pythonJson } from "../python-json.ts";

/** Makes an automation of every notification policy; the policies stay for the script to drop. */
export const notificationPoliciesToAutomations: RowTransformation = async (rows) => {
  const policies = batches(
    rows,
    `SELECT id, is_active, state_names, tags, message_template, block_document_id
     FROM flow_run_notification_policy WHERE id > ? ORDER BY id LIMIT ?`,
  );
  for await (const policy of policies) {
    const { name, description, trigger, actions } = automationOf({
      stateNames: listIn(policy["state_names"]),
      tags: listIn(policy["tags"]),
      messageTemplate: textIn(policy["message_template"]),
      blockDocumentId: String(policy["block_document_id"]),
    });
    await rows.run(`INSERT INTO automation (name, description, enabled, "trigger", actions) VALUES (?, ?, ?, ?, ?)`, [
      name,
      description,
      policy["is_active"],
      pythonJson(trigger),
      pythonJson(actions),
    ]);
  }
};

const textIn = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The list in a JSON text; none where there is something else. */
function listIn(json: unknown): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(String(json));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
