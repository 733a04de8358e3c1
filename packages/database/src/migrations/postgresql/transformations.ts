import type { RowTransformation } from "../../migrator/target.ts";

/** What the scripts of this dialect name with `-- rows:`, loaded when it is needed. */
export const transformations: Readonly<Record<string, () => Promise<RowTransformation>>> = {
  "notification-policies-to-automations": async () =>
    (await import("./notification-policies-to-automations.ts")).notificationPoliciesToAutomations,
  "variable-values-as-text": async () => (await import("./variable-values-as-text.ts")).variableValuesAsText,
};
