import { CsrfToken } from "@prefect-ts/schemas/csrf-token";
import { Type } from "typebox";
import { renewCsrfToken } from "../../models/csrf-tokens.ts";
import { HttpError } from "../../errors.ts";
import { type Route, route } from "../route.ts";

export const csrfTokenRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/csrf-token",
    tag: "Root",
    operation: "create_csrf_token_csrf_token_get",
    query: Type.Object({ client: Type.String() }),
    response: CsrfToken,
    handle: ({ query, context }) => {
      if (!context.settings.get("PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED")) {
        throw new HttpError(422, "CSRF protection is disabled.");
      }
      const lifetime = context.settings.get("PREFECT_SERVER_API_CSRF_TOKEN_EXPIRATION");
      return context.write((tx) => renewCsrfToken(tx, query.client, lifetime));
    },
  }),
];
