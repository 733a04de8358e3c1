import { JsonObject } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { isKnownView, readCollectionView } from "../../models/collection-views.ts";
import { HttpError } from "../../errors.ts";
import { type Route, route } from "../route.ts";

export const collectionRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/collections/views/{view}",
    tag: "Collections",
    operation: "read_view_content_collections_views__view__get",
    params: Type.Object({ view: Type.String() }),
    response: JsonObject,
    handle: async ({ params: { view } }) => {
      if (!isKnownView(view)) throw new HttpError(404, `View ${view} not found in registry`);
      const content = await readCollectionView(view);
      if (!content) throw new HttpError(404, `Requested content missing for view ${view}`);
      return content;
    },
  }),
];
