import { Type } from "typebox";
import { readBlockCapabilities } from "../../models/block-schemas.ts";
import { type Route, route } from "../route.ts";

export const blockCapabilityRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/block_capabilities/",
    tag: "Block capabilities",
    operation: "read_available_block_capabilities_block_capabilities__get",
    response: Type.Array(Type.String()),
    handle: ({ context }) => context.read(readBlockCapabilities),
  }),
];
