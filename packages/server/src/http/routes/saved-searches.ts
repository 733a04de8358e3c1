import { SavedSearch, SavedSearchCreate } from "@prefect-ts/schemas/saved-search";
import { Type } from "typebox";
import * as searches from "../../models/saved-searches.ts";
import { HttpError } from "../../errors.ts";
import { ById, Limit, Offset, pageSize } from "../parameters.ts";
import { created } from "../reply.ts";
import { type Route, route } from "../route.ts";

const tag = "SavedSearches";
const notFound = () => new HttpError(404, "Saved search not found");

export const savedSearchRoutes: readonly Route[] = [
  route({
    method: "PUT",
    path: "/saved_searches/",
    tag,
    operation: "create_saved_search_saved_searches__put",
    body: SavedSearchCreate,
    response: SavedSearch,
    handle: async ({ body, context }) => {
      const { search, isNew } = await context.write((tx) => searches.saveSearch(tx, body));
      return isNew ? created(search) : search;
    },
  }),
  route({
    method: "GET",
    path: "/saved_searches/{id}",
    tag,
    operation: "read_saved_search_saved_searches__id__get",
    params: ById,
    response: SavedSearch,
    handle: async ({ params, context }) => {
      const search = await context.read((session) => searches.readSavedSearch(session, params.id));
      if (!search) throw notFound();
      return search;
    },
  }),
  route({
    method: "POST",
    path: "/saved_searches/filter",
    tag,
    operation: "read_saved_searches_saved_searches_filter_post",
    body: Type.Object({ offset: Offset, limit: Limit }, { $id: "Body_read_saved_searches_saved_searches_filter_post" }),
    bodyRequired: false,
    response: Type.Array(SavedSearch),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read((session) => searches.readSavedSearches(session, part));
    },
  }),
  route({
    method: "DELETE",
    path: "/saved_searches/{id}",
    tag,
    operation: "delete_saved_search_saved_searches__id__delete",
    params: ById,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => searches.deleteSavedSearch(tx, params.id)))) throw notFound();
    },
  }),
];
