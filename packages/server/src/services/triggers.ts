import type { AutomationEngine } from "../events/triggers/automation-engine.ts";
import type { Service, ServiceInfo } from "./service.ts";

export const triggersInfo: ServiceInfo = {
  name: "triggers",
  setting: "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED",
  summary: "Evaluates the triggers of automations, and runs their actions.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY"),
  isLocal: true,
};

/** Evaluates proactive triggers, and looks after what automations wait for. */
export const triggers = (engine: AutomationEngine): Service => ({
  ...triggersInfo,
  pass: (_, signal) => engine.tend(signal),
});
