import { once } from "node:events";
import { WebSocket } from "ws";

/** Frames between two looks at whether they have left. */
const framesAhead = 64;

/** A client of `/events/in` as the one in Python: an event a frame, and a ping to ask whether all of them are kept. */
export class EventSocket {
  private readonly socket: WebSocket;
  private sent = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
  }

  /** `url` is the API's. */
  static async connect(url: string): Promise<EventSocket> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/events/in`, "prefect", { perMessageDeflate: false });
    await once(socket, "open");
    socket.send(JSON.stringify({ type: "auth", token: null }));
    await once(socket, "message");
    return new EventSocket(socket);
  }

  /** Resolves at once while few frames wait to leave. */
  async send(event: object): Promise<void> {
    const text = JSON.stringify(event);
    if (++this.sent % framesAhead !== 0) return this.socket.send(text);
    await new Promise<void>((resolve, reject) => {
      this.socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Resolves when the server has kept what was sent; throws where it goes away. */
  async confirm(): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => {
      const lost = (code: number) => reject(new Error(`the server closed the websocket with ${code}`));
      this.socket.once("close", lost);
      this.socket.once("pong", () => {
        this.socket.off("close", lost);
        resolve();
      });
    });
    this.socket.ping();
    await answered;
  }

  close(): void {
    this.socket.close();
  }
}
