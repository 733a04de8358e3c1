import type { ServerContext } from "../context.ts";
import { cancellationCleanup } from "./cancellation-cleanup.ts";
import { cleanupReconciler } from "./cleanup-reconciler.ts";
import { eventVacuum } from "./event-vacuum.ts";
import { flowRunVacuum } from "./flow-run-vacuum.ts";
import { foreman } from "./foreman.ts";
import { lateRuns } from "./late-runs.ts";
import { Loop } from "./loop.ts";
import { orphanVacuum } from "./orphan-vacuum.ts";
import { pauseExpirations } from "./pause-expirations.ts";
import { repossessor } from "./repossessor.ts";
import { recentDeployments, scheduler } from "./scheduler.ts";
import type { Service } from "./service.ts";
import { unsentTransitions } from "./unsent-transitions.ts";

/** Every background service of the server. */
export const services: readonly Service[] = [
  cancellationCleanup,
  cleanupReconciler,
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

/** Starts the services that the settings enable. */
export function startServices(context: ServerContext, all = services): RunningServices {
  const { settings, log } = context;
  const running = all
    .filter((service) => service.isEnabled(settings))
    .map((service) => {
      const loop = new Loop({
        name: service.name,
        everySeconds: service.everySeconds(settings),
        pass: (signal) => service.pass(context, signal),
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
    },
  };
}
