import type { ServerContext } from "../../context.ts";
import type { EventPipeline } from "../../events/pipeline.ts";
import type { PrefectSocket } from "./prefect-socket.ts";

export interface SocketParts {
  readonly context: ServerContext;
  readonly events: EventPipeline;
}

/** Speaks with one client until it has gone; the connection ends when this returns. A BadMessageError drops it. */
export type SocketHandler = (
  socket: PrefectSocket,
  parts: SocketParts,
  params: Readonly<Record<string, string>>,
) => Promise<void>;

export interface SocketRoute {
  /** Below the API's base path; `{name}` stands for one segment, which the handler gets as a parameter. */
  readonly path: string;
  /** Pings are answered only once everything before them was handled. */
  readonly orderedPings: boolean;
  /** What a client is told that is not let in, in place of what was wrong. Such a route asks for the subprotocol. */
  readonly refusal?: string;
  readonly handle: SocketHandler;
}
