import type { Service } from "./service.ts";

/** Takes cleanups back from workers that kept them for longer than their lease, for others to do. */
export const cleanupReconciler: Service = {
  name: "cleanup reconciler",
  setting: "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_ENABLED",
  summary: "Hands infrastructure that a worker did not remove to another one.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS"),
  async pass({ cleanups, log }) {
    for (const cleanup of await cleanups.expire()) log.warn({ cleanup }, "no worker removed a run's infrastructure");
  },
};
