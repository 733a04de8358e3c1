import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import { type WebSocket, WebSocketServer } from "ws";
import { eventsIn } from "./sockets/events-in.ts";
import { eventsOut } from "./sockets/events-out.ts";
import { authenticate } from "./sockets/handshake.ts";
import { Heartbeat } from "./sockets/heartbeat.ts";
import { logsOut } from "./sockets/logs-out.ts";
import { BadMessageError, closeCodes, PrefectSocket } from "./sockets/prefect-socket.ts";
import { scheduledTaskRuns } from "./sockets/task-runs.ts";
import type { SocketParts, SocketRoute } from "./sockets/socket-route.ts";
import { workerChannel } from "./sockets/worker-channel.ts";

const routes: readonly SocketRoute[] = [
  { path: "/events/in", orderedPings: true, handle: eventsIn },
  { path: "/events/out", orderedPings: false, handle: eventsOut },
  { path: "/logs/out", orderedPings: false, handle: logsOut },
  { path: "/task_runs/subscriptions/scheduled", orderedPings: false, handle: scheduledTaskRuns },
  {
    path: "/work_pools/{work_pool_name}/workers/connect",
    orderedPings: false,
    refusal: "authentication_failed",
    handle: workerChannel,
  },
];

/** Bytes; what the reference's server takes. An event that is too large is dropped by its own limit, not by this one. */
const largestFrame = 16 * 1024 * 1024;
const subprotocol = "prefect";
/** How long a closing server waits for its clients to say goodbye. */
const goodbyeMs = 1000;

function refuse(socket: Duplex): void {
  socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

interface RouteMatch {
  route: SocketRoute;
  params: Record<string, string>;
}

const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
}));

/** The route of a path below the API's base path, with what stands for the names in it. */
function findRoute(path: string): RouteMatch | undefined {
  for (const { route, pattern } of patterns) {
    const found = pattern.exec(path);
    if (found) return { route, params: { ...found.groups } };
  }
  return undefined;
}

/** The decoded path of a request below `base`; empty where it is not, or cannot be decoded. */
function pathBelow(base: string, { url = "" }: IncomingMessage): string {
  try {
    const path = decodeURIComponent(url.split("?", 1)[0] ?? "");
    return path.startsWith(base) ? path.slice(base.length) : "";
  } catch {
    return "";
  }
}

/** Serves the API's websockets on the port of its HTTP. */
export function attachWebsockets(app: FastifyInstance, parts: SocketParts): void {
  const { settings, log } = parts.context;
  const base = settings.get("PREFECT_SERVER_API_BASE_PATH") ?? "/api";
  const secret = settings.get("PREFECT_SERVER_API_AUTH_STRING")?.reveal();
  const heartbeat = new Heartbeat();
  const open = new Map<PrefectSocket, Promise<void>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    autoPong: false,
    perMessageDeflate: false,
    clientTracking: true,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });

  async function serve({ route, params }: RouteMatch, socket: PrefectSocket, speaksPrefect: boolean): Promise<void> {
    try {
      const isIn = !speaksPrefect || (await authenticate(socket, secret, route.refusal));
      if (isIn) await route.handle(socket, parts, params);
      socket.close(socket.isOpen ? closeCodes.normal : closeCodes.serviceRestart);
    } catch (error) {
      if (!(error instanceof BadMessageError)) log.error({ err: error, path: route.path }, "a websocket failed");
      socket.drop();
    }
  }

  function accept(match: RouteMatch, webSocket: WebSocket): void {
    heartbeat.watch(webSocket);
    const socket = new PrefectSocket(webSocket, match.route);
    const served = serve(match, socket, webSocket.protocol === subprotocol).finally(() => open.delete(socket));
    open.set(socket, served);
  }

  app.server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Until the upgrade is done nobody else listens, and an unheard error would end the process.
    stream.on("error", () => stream.destroy());
    const match = findRoute(pathBelow(base, request));
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
    const mustOffer = secret !== undefined || match?.route.refusal !== undefined;
    if (!match || (mustOffer && !offered.includes(subprotocol))) refuse(stream);
    else server.handleUpgrade(request, stream, head, (webSocket) => accept(match, webSocket));
  });

  app.addHook("preClose", async () => {
    heartbeat.stop();
    const served = [...open.values()];
    for (const socket of open.keys()) socket.end();
    await Promise.all(served);
    const patience = setTimeout(() => server.clients.forEach((client) => client.terminate()), goodbyeMs);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    clearTimeout(patience);
  });
}
