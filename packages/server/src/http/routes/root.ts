import { Type } from "typebox";
import { apiVersion } from "../../versions.ts";
import { HttpError } from "../../errors.ts";
import { type Route, route } from "../route.ts";

export const root: readonly Route[] = [
  route({
    method: "GET",
    path: "/health",
    tag: "Root",
    operation: "health_check_health_get",
    response: Type.Boolean(),
    handle: async () => true,
  }),
  route({
    method: "GET",
    path: "/version",
    tag: "Root",
    operation: "server_version_version_get",
    response: Type.String(),
    handle: async () => apiVersion,
  }),
  route({
    method: "GET",
    path: "/hello",
    tag: "Root",
    operation: "hello_hello_get",
    response: Type.String(),
    handle: async () => "👋",
  }),
  route({
    method: "GET",
    path: "/ready",
    tag: "Root",
    operation: "perform_readiness_check_ready_get",
    response: Type.Unknown(),
    handle: async ({ context }) => {
      try {
        await context.read((session) => session.db.selectFrom("alembic_version").selectAll().execute());
      } catch {
        throw new HttpError(503, "Database is not available");
      }
      return { message: "OK" };
    },
  }),
];
