import { Uuid } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import type { ServerContext } from "../context.ts";
import { HttpError } from "../errors.ts";

/** Path parameters of the routes that name one object. */
export const ById = Type.Object({ id: Uuid });
export const ByName = Type.Object({ name: Type.String() });

/** The fields of a body that ask for a part of a list. */
export const Limit = Type.Optional(Type.Integer());
export const Offset = Type.Integer({ minimum: 0, default: 0 });
export const Page = Type.Integer({ minimum: 1, default: 1 });

/** The number of rows to answer: the setting's where none is asked for. Throws 422 outside 0 and that. */
export function pageSize(limit: number | undefined, context: ServerContext): number {
  const most = context.settings.get("PREFECT_SERVER_API_DEFAULT_LIMIT");
  if (limit === undefined) return most;
  if (limit < 0) throw new HttpError(422, "Invalid limit: must be greater than or equal to 0.");
  if (limit > most) throw new HttpError(422, `Invalid limit: must be less than or equal to ${most}.`);
  return limit;
}

/** A page of a list as the `/paginate` routes answer it. */
export const pageOf = (results: unknown[], count: number, limit: number, page: number) => ({
  results,
  count,
  limit,
  pages: limit === 0 ? 0 : Math.ceil(count / limit),
  page,
});
