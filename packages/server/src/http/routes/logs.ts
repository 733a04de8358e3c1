import { Log, LogCreate, LogFilter, LogSort } from "@prefect-ts/schemas/log";
import { Json, OrNull, sequence, WithDefault } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import * as logs from "../../models/logs.ts";
import { Limit, Offset, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Logs";

export const logRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/logs/",
    tag,
    operation: "create_logs_logs__post",
    body: Type.Array(LogCreate, { [sequence]: true }),
    status: 201,
    response: Json,
    handle: async ({ body, context }) => {
      if (body.length === 0) return null;
      await context.writeShared(async (tx) => context.liveLogs.announce(tx, logs.createLogs(tx, body)));
      return null;
    },
  }),
  route({
    method: "POST",
    path: "/logs/filter",
    tag,
    operation: "read_logs_logs_filter_post",
    body: Type.Object(
      { offset: Offset, logs: OrNull(LogFilter), sort: WithDefault(LogSort, "TIMESTAMP_ASC"), limit: Limit },
      { $id: "Body_read_logs_logs_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(Log),
    shared: true,
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.readWide((session) => logs.readLogs(session, body.logs, body.sort, part));
    },
  }),
];
