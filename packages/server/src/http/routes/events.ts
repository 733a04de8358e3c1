import { Event } from "@prefect-ts/schemas/event";
import { Type } from "typebox";
import { type Route, route } from "../route.ts";

const tag = "Events";

export const eventRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/events",
    tag,
    operation: "create_events_events_post",
    body: Type.Array(Event),
    status: 204,
    handle: ({ body, context }) => context.events.publish(body),
  }),
];
