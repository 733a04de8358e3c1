import type { BlockDocument } from "@prefect-ts/schemas/block-document";
import type { ServerContext } from "../../context.ts";
import type { OutboundOptions } from "../../outbound/request.ts";

/** Seconds for one request, at most. */
const longestTimeout = 15;

/** How requests of a block go out: to private addresses only where both the server and the block allow them. */
export function outboundOptions({ settings }: ServerContext, { data }: BlockDocument): OutboundOptions {
  const allowPrivate = settings.get("PREFECT_SERVER_EVENTS_ALLOW_PRIVATE_URLS") && data["allow_private_urls"] !== false;
  const { timeout } = data;
  const seconds = typeof timeout === "number" && timeout > 0 ? Math.min(timeout, longestTimeout) : longestTimeout;
  return { allowPrivate, verify: data["verify"] !== false, redirects: 0, timeoutMs: seconds * 1000 };
}
