import type { ServerContext } from "../../context.ts";
import type { EventPipeline } from "../../events/pipeline.ts";
import type { PrefectSocket } from "./prefect-socket.ts";

export interface SocketParts {
  readonly context: ServerContext;
  readonly events: EventPipeline;
}

/** Speaks with one client until it has gone; the connection ends when this returns. A BadMessageError drops it. */
export type SocketHandler = (socket: PrefectSocket, parts: SocketParts) => Promise<void>;

export interface SocketRoute {
  /** Below the API's base path. */
  readonly path: string;
  /** Pings are answered only once everything before them was handled. */
  readonly orderedPings: boolean;
  readonly handle: SocketHandler;
}
