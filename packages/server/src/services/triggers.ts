import type { AutomationEngine } from "../events/triggers/automation-engine.ts";
import type { Service } from "./service.ts";

/** Evaluates proactive triggers, and looks after what automations wait for. */
export const triggers = (engine: AutomationEngine): Service => ({
  name: "triggers",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY"),
  pass: (_, signal) => engine.tend(signal),
});
