import type { Route } from "../route.ts";
import { flowRoutes } from "./flows.ts";
import { root } from "./root.ts";

/** Every route of the API, in the order in which the OpenAPI shows them. */
export const routes: readonly Route[] = [...root, ...flowRoutes];
