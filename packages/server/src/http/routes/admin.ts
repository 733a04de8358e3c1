import { ServerDefaultResultStorage, ServerDefaultResultStorageUpdate } from "@prefect-ts/schemas/admin";
import { JsonObject } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import * as storage from "../../models/storage-defaults.ts";
import { prefectVersion } from "../../versions.ts";
import { HttpError } from "../../errors.ts";
import { type Route, route } from "../route.ts";

const tag = "Admin";

export const adminRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/admin/settings",
    tag,
    operation: "read_settings_admin_settings_get",
    response: JsonObject,
    handle: async ({ context }) => context.settings.tree(),
  }),
  route({
    method: "GET",
    path: "/admin/version",
    tag,
    operation: "read_version_admin_version_get",
    response: Type.String(),
    handle: async () => prefectVersion,
  }),
  route({
    method: "GET",
    path: "/admin/storage",
    tag,
    operation: "read_server_default_result_storage_admin_storage_get",
    response: ServerDefaultResultStorage,
    handle: ({ context }) => context.read(storage.readDefaultResultStorage),
  }),
  route({
    method: "PUT",
    path: "/admin/storage",
    tag,
    operation: "update_server_default_result_storage_admin_storage_put",
    body: ServerDefaultResultStorageUpdate,
    response: ServerDefaultResultStorage,
    handle: async ({ body: { default_result_storage_block_id: id }, context }) => {
      try {
        const stored = await context.write((tx) => storage.setDefaultResultStorage(tx, id));
        if (!stored) throw new HttpError(404, `Block document ${id} not found.`);
        return stored;
      } catch (error) {
        if (error instanceof storage.UnsuitableStorageError) throw new HttpError(422, error.message);
        throw error;
      }
    },
  }),
  route({
    method: "DELETE",
    path: "/admin/storage",
    tag,
    operation: "clear_server_default_result_storage_admin_storage_delete",
    status: 204,
    handle: ({ context }) => context.write(storage.clearDefaultResultStorage),
  }),
];
