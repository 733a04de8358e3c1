import type { ServerContext } from "../context.ts";
import { uuid7 } from "../ids.ts";
import { cancellationCleanup } from "./cancellation-cleanup.ts";
import { cleanupReconciler } from "./cleanup-reconciler.ts";
import { deadRuns } from "./dead-runs.ts";
import { eventVacuum } from "./event-vacuum.ts";
import { flowRunVacuum } from "./flow-run-vacuum.ts";
import { foreman } from "./foreman.ts";
import { lateRuns } from "./late-runs.ts";
import { Loop } from "./loop.ts";
import { orphanVacuum } from "./orphan-vacuum.ts";
import { pauseExpirations } from "./pause-expirations.ts";
import { repossessor } from "./repossessor.ts";
import { withoutQuietPasses } from "./quiet-passes.ts";
import { recentDeployments, scheduler } from "./scheduler.ts";
import { releaseLeases, ServiceLease } from "./service-lease.ts";
import type { Service } from "./service.ts";
import { unsentTransitions } from "./unsent-transitions.ts";

/** Every background service of the server. */
export const services: readonly Service[] = [
  cancellationCleanup,
  cleanupReconciler,
  deadRuns,
  eventVacuum,
  flowRunVacuum,
  foreman,
  lateRuns,
  orphanVacuum,
  pauseExpirations,
  recentDeployments,
  repossessor,
  scheduler,
  unsentTransitions,
];

export interface RunningServices {
  /** The names of those that run. */
  readonly names: readonly string[];
  /** Has a service look now instead of when its time comes; nothing happens where it does not run. */
  wake(name: string): void;
  /** Resolves when the passes that are running have ended. */
  stop(): Promise<void>;
}

/** Starts the services that the settings enable; those that several servers share run on one of them at a time. */
export function startServices(context: ServerContext, all = services): RunningServices {
  const { settings, log } = context;
  const holder = uuid7();
  const isShared = context.database.hasSeveralServers;
  const running = all
    .filter((service) => service.isEnabled(settings))
    .map((service) => {
      const { name } = service;
      const everySeconds = service.everySeconds(settings);
      const lease = isShared && !service.isLocal && new ServiceLease({ context, name, holder, seconds: everySeconds });
      const pass = withoutQuietPasses(service, context);
      const loop = new Loop({
        name,
        everySeconds,
        pass: lease ? (signal) => lease.run(() => pass(signal)) : pass,
        log,
      });
      return { loop, stopListening: service.listen?.(context, () => loop.wake()) };
    });
  const loops = running.map(({ loop }) => loop);
  return {
    names: loops.map(({ name }) => name),
    wake(name) {
      for (const loop of loops) if (loop.name === name) loop.wake();
    },
    async stop() {
      for (const { stopListening } of running) stopListening?.();
      await Promise.all(loops.map((loop) => loop.stop()));
      if (isShared) await releaseLeases(context, holder);
    },
  };
}
