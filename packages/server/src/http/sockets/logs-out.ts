import { LogFilter } from "@prefect-ts/schemas/log";
import { readStreamRequest, sendLive, untilEnd } from "./live-out.ts";
import { logMatcher } from "../../events/log-matcher.ts";
import type { SocketHandler } from "./socket-route.ts";

/** Sends the lines that match a filter as they come; lines from before are not sent. */
export const logsOut: SocketHandler = async (socket, { context }) => {
  const request = await readStreamRequest(socket, LogFilter);
  if (!request) return;
  const matches = logMatcher(request.filter);
  const isEnabled = context.settings.get("PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED");
  const stop = context.liveLogs.watch((logs) => {
    if (isEnabled) for (const log of logs) if (matches(log)) sendLive(socket, { type: "log", log });
  });
  try {
    await untilEnd(socket);
  } finally {
    stop();
  }
};
