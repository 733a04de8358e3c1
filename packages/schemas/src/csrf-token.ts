import { type Static, Type } from "typebox";
import { DateTime, Nullable, Uuid } from "./types.ts";

export const CsrfToken = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    token: Type.String(),
    client: Type.String(),
    expiration: DateTime,
  },
  { $id: "CsrfToken" },
);
export type CsrfToken = Static<typeof CsrfToken>;
