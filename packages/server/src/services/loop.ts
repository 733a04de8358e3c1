import type { Logger } from "pino";

/** The longest delay that a timer takes. */
const longestDelayMs = 2_147_483_647;

export interface LoopParts {
  name: string;
  /** Seconds from the end of a pass to the start of the next. */
  everySeconds: number;
  /**
   * Does what there is to do; a pass that takes long stops early once `signal` is aborted. May answer after how many
   * seconds the next is due, where that is not as always.
   */
  pass: (signal: AbortSignal) => Promise<number | undefined | void>;
  log: Logger;
}

/** Work that is done again and again, one pass at a time; a pass that fails is logged, and the next one comes all the same. */
export class Loop {
  readonly name: string;
  private readonly parts: LoopParts;
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isWanted = false;

  /** Begins with the first pass. */
  constructor(parts: LoopParts) {
    this.name = parts.name;
    this.parts = parts;
    this.wake();
  }

  /** Runs a pass now, or once more after the one that is running: whatever was there before the call gets looked at. */
  wake(): void {
    if (this.stopping.signal.aborted) return;
    this.isWanted = true;
    clearTimeout(this.timer);
    this.running ??= this.run();
  }

  /** Begins no more passes; resolves when the one that is running has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let wait: number | undefined;
    while (this.isWanted && !signal.aborted) {
      this.isWanted = false;
      wait = undefined;
      try {
        wait = (await this.parts.pass(signal)) ?? undefined;
      } catch (error) {
        this.parts.log.error({ err: error, service: this.name }, `the service ${this.name} failed; it will try again`);
      }
    }
    this.running = undefined;
    if (signal.aborted) return;
    const seconds = wait ?? this.parts.everySeconds;
    this.timer = setTimeout(() => this.wake(), Math.min(seconds * 1000, longestDelayMs));
  }
}
