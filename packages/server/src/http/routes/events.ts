import type { IncomingHttpHeaders } from "node:http";
import { Countable, Event, EventCount, EventFilter, EventPage, TimeUnit } from "@prefect-ts/schemas/event";
import { defaultsOf, OrNull, WithDefault } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import type { ServerContext } from "../../context.ts";
import { toReceivedEvent } from "../../events/received-event.ts";
import { countEventsBy, InvalidCountError } from "../../models/event-counts.ts";
import * as pages from "../../models/event-pages.ts";
import { HttpError } from "../../errors.ts";
import { inTime } from "../in-time.ts";
import { type Route, route } from "../route.ts";

const tag = "Events";
/** Bytes of JSON. A batch may have more. */
const largestEvent = 1024 * 1024;

/** The page as the API shows it; the address of the next one is whole, as the client came here. */
function shown(page: pages.EventPage, headers: IncomingHttpHeaders, context: ServerContext) {
  const base = context.settings.get("PREFECT_SERVER_API_BASE_PATH") ?? "/api";
  const scheme = headers["x-forwarded-proto"] === "https" ? "https" : "http";
  const next = `${scheme}://${headers.host ?? "localhost"}${base}/events/filter/next?page-token=${page.token}`;
  return {
    events: page.events.map(toReceivedEvent),
    total: page.total,
    next_page: page.token === null ? null : next,
  };
}

export const eventRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/events",
    tag,
    operation: "create_events_events_post",
    body: Type.Array(Event),
    status: 204,
    handle: ({ body, headers, context }) => {
      const mayBeTooLarge = !(Number(headers["content-length"]) <= largestEvent);
      if (mayBeTooLarge && body.some((event) => JSON.stringify(event).length > largestEvent)) {
        throw new HttpError(413, `An event may have at most ${largestEvent} bytes.`);
      }
      return inTime(context.events.publish(body), context);
    },
  }),
  route({
    method: "POST",
    path: "/events/filter",
    tag,
    operation: "read_events_events_filter_post",
    body: Type.Object(
      {
        filter: OrNull(EventFilter),
        limit: Type.Integer({ minimum: 0, maximum: pages.largestPage, default: pages.largestPage }),
      },
      { $id: "Body_read_events_events_filter_post" },
    ),
    bodyRequired: false,
    response: EventPage,
    shared: true,
    handle: async ({ body, headers, context }) => {
      const filter = body.filter ?? defaultsOf(EventFilter);
      return shown(
        await context.readWide((session) => pages.firstEventPage(session, filter, body.limit)),
        headers,
        context,
      );
    },
  }),
  route({
    method: "GET",
    path: "/events/filter/next",
    tag,
    operation: "read_account_events_page_events_filter_next_get",
    query: Type.Object({ "page-token": Type.String() }),
    response: EventPage,
    shared: true,
    handle: async ({ query, headers, context }) => {
      try {
        const page = await context.readWide((session) => pages.nextEventPage(session, query["page-token"]));
        return shown(page, headers, context);
      } catch (error) {
        throw error instanceof pages.InvalidTokenError ? new HttpError(403, "Forbidden") : error;
      }
    },
  }),
  route({
    method: "POST",
    path: "/events/count-by/{countable}",
    tag,
    operation: "count_account_events_events_count_by__countable__post",
    params: Type.Object({ countable: Countable }),
    body: Type.Object(
      {
        filter: EventFilter,
        time_unit: WithDefault(TimeUnit, "day"),
        time_interval: Type.Number({ minimum: 0.01, default: 1.0 }),
      },
      { $id: "Body_count_account_events_events_count_by__countable__post" },
    ),
    response: Type.Array(EventCount),
    shared: true,
    handle: async ({ params, body, context }) => {
      const { filter, time_unit: unit, time_interval: interval } = body;
      try {
        return await context.readWide((session) => countEventsBy(session, params.countable, filter, unit, interval));
      } catch (error) {
        throw error instanceof InvalidCountError ? new HttpError(422, error.message) : error;
      }
    },
  }),
];
