import { Socket } from "node:net";

/**
 * A socket that sends at once what is written during one turn of the event loop. The driver corks the socket for each
 * query, and a system call for each costs more than all else that it takes to send it.
 */
export class BatchingSocket extends Socket {
  private isBatching = false;

  override cork(): void {
    if (this.isBatching) return;
    this.isBatching = true;
    super.cork();
    process.nextTick(() => {
      this.isBatching = false;
      super.uncork();
    });
  }

  override uncork(): void {}
}
