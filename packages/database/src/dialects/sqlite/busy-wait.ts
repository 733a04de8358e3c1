import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseBusyError } from "../../errors.ts";

const firstPauseMs = 2;
const lastPauseMs = 100;

/** Waits for a lock of another process, longer each time, without stopping the event loop. */
export class BusyWait {
  private readonly deadline: number;
  private pause = firstPauseMs;

  constructor(timeoutMs: number) {
    this.deadline = performance.now() + timeoutMs;
  }

  /** Whether `error` says that the database is locked and there is time left; waits before it says so. */
  async mayTryAgain(error: unknown): Promise<boolean> {
    if (!(error instanceof DatabaseBusyError) || performance.now() > this.deadline) return false;
    await this.nextPause();
    return true;
  }

  async nextPause(): Promise<void> {
    await sleep(this.pause);
    this.pause = Math.min(this.pause * 2, lastPauseMs);
  }
}
