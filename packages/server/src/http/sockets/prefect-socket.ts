import type { RawData, WebSocket } from "ws";

/**
 * What may wait in memory for its turn before the client is made to wait: more frames than events go into a transaction, so
 * that the next ones come while one is written.
 */
const largestInbox = { frames: 1024, characters: 1024 * 1024 };

/** WebSocket close codes. */
export const closeCodes = {
  normal: 1000,
  protocolError: 1002,
  policyViolation: 1008,
  serverError: 1011,
  serviceRestart: 1012,
  /** The reference's own, on the socket of task workers. */
  taskProtocolError: 4001,
};

/** What a client sent that has no answer in the protocol: its connection ends without a close frame. */
export class BadMessageError extends Error {
  override name = "BadMessageError";
}

type Frame = { text: string } | { ping: Buffer };

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)).toString();

/** A websocket that is read at the pace of its reader: while too much waits, nothing more is read from the network. */
export class PrefectSocket {
  private readonly socket: WebSocket;
  /** Pings are answered in their turn, once all before them was received: a client's way to ask whether it was. */
  private readonly orderedPings: boolean;
  private readonly inbox: Frame[] = [];
  private characters = 0;
  private isClosed = false;
  private isEnding = false;
  private wake: (() => void) | undefined;
  private readonly closeListeners: (() => void)[] = [];

  constructor(socket: WebSocket, options: { orderedPings: boolean }) {
    this.socket = socket;
    this.orderedPings = options.orderedPings;
    socket.on("message", (data, isBinary) => (isBinary ? this.drop() : this.enter({ text: textOf(data) })));
    socket.on("ping", (data) => (this.orderedPings ? this.enter({ ping: data }) : this.pong(data)));
    socket.on("close", () => this.closed());
    // An error is always followed by "close".
    socket.on("error", () => {});
  }

  /** Bytes that wait to be sent. */
  get unsentBytes(): number {
    return this.socket.bufferedAmount;
  }

  get isOpen(): boolean {
    return !this.isClosed && !this.isEnding;
  }

  /** The next message; undefined once the client has gone or the server ends. */
  async receive(): Promise<string | undefined> {
    const [text] = (await this.receiveMany(1)) ?? [];
    return text;
  }

  /** The messages that are there, at least one; undefined once the client has gone or the server ends. */
  async receiveMany(most = largestInbox.frames): Promise<string[] | undefined> {
    for (;;) {
      const texts = this.takeTexts(most);
      if (texts.length > 0) return texts;
      if (!this.isOpen) return undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Resolves when the message is on its way, or the client has gone. */
  send(message: unknown): Promise<void> {
    return new Promise((resolve) => this.socket.send(JSON.stringify(message), () => resolve()));
  }

  close(code: number, reason = ""): void {
    // The client's own close frame is still to be read.
    if (this.socket.isPaused) this.socket.resume();
    // A close frame holds 123 bytes of reason.
    this.socket.close(
      code,
      Buffer.from(reason)
        .subarray(0, 123)
        .toString()
        .replace(/\uFFFD+$/, ""),
    );
  }

  /** Ends the connection without a close frame. */
  drop(): void {
    this.socket.terminate();
  }

  /** Reads no more; what was received is still handed over. */
  end(): void {
    this.isEnding = true;
    this.socket.pause();
    this.wakeReader();
    for (const listener of this.closeListeners.splice(0)) listener();
  }

  /** Calls `listener` once, when the client has gone or the server ends. */
  onEnd(listener: () => void): void {
    if (this.isOpen) this.closeListeners.push(listener);
    else listener();
  }

  private enter(frame: Frame): void {
    if (this.isEnding) return;
    this.inbox.push(frame);
    if ("text" in frame) this.characters += frame.text.length;
    if (this.isInboxFull) this.socket.pause();
    this.wakeReader();
  }

  private get isInboxFull(): boolean {
    return this.inbox.length >= largestInbox.frames || this.characters >= largestInbox.characters;
  }

  private takeTexts(most: number): string[] {
    const texts: string[] = [];
    for (let frame = this.inbox[0]; frame && texts.length < most; frame = this.inbox[0]) {
      if ("ping" in frame) {
        if (texts.length > 0) break;
        this.pong(frame.ping);
      } else {
        texts.push(frame.text);
        this.characters -= frame.text.length;
      }
      this.inbox.shift();
    }
    if (this.socket.isPaused && this.isOpen && !this.isInboxFull) this.socket.resume();
    return texts;
  }

  private pong(data: Buffer): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.pong(data);
  }

  private wakeReader(): void {
    this.wake?.();
    this.wake = undefined;
  }

  private closed(): void {
    this.isClosed = true;
    this.wakeReader();
    for (const listener of this.closeListeners.splice(0)) listener();
  }
}
