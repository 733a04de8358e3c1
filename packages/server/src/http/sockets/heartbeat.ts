import type { WebSocket } from "ws";

/** As the reference's server: a client that leaves a ping without a pong for this long is gone. */
const intervalMs = 20_000;

/** Finds clients that went without a word (a lost network, a machine asleep) and ends their connections. */
export class Heartbeat {
  private readonly silent = new Map<WebSocket, boolean>();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.beat(), intervalMs).unref();
  }

  watch(socket: WebSocket): void {
    const heard = () => this.silent.set(socket, false);
    heard();
    socket.on("pong", heard);
    socket.on("message", heard);
    socket.on("close", () => this.silent.delete(socket));
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private beat(): void {
    for (const [socket, isSilent] of this.silent) {
      // What we do not read we cannot hear: a client held back by a full queue is not gone.
      if (isSilent && !socket.isPaused) socket.terminate();
      else {
        this.silent.set(socket, true);
        socket.ping();
      }
    }
  }
}
