import { setTimeout as sleep } from "node:timers/promises";

/** A read waits so many times what the last one took, if something is being written: reading has a fifth of the time then. */
const pauseShare = 4;
const leastPauseMs = 1;
const mostPauseMs = 100;

/**
 * Gives writes the way before reads that look at much of the database: a flow's step waits for its write, while whoever looks
 * at a list hardly notices a few milliseconds. No read waits for longer than a bound, whatever is written.
 */
export class WritesFirst {
  private writing = 0;
  private lastReadMs = 0;

  async write<T>(work: () => Promise<T>): Promise<T> {
    this.writing++;
    try {
      return await work();
    } finally {
      this.writing--;
    }
  }

  async read<T>(work: () => Promise<T>): Promise<T> {
    const pause = Math.min(this.lastReadMs * pauseShare, mostPauseMs);
    if (this.writing > 0 && pause >= leastPauseMs) await sleep(pause);
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.lastReadMs = performance.now() - start;
    }
  }
}
