import { type Static, Type } from "typebox";
import { OrNull, Uuid } from "./types.ts";

export const ServerDefaultResultStorage = Type.Object(
  {
    default_result_storage_block_id: OrNull(Uuid),
  },
  { $id: "ServerDefaultResultStorage" },
);
export type ServerDefaultResultStorage = Static<typeof ServerDefaultResultStorage>;

export const ServerDefaultResultStorageUpdate = Type.Object(
  {
    default_result_storage_block_id: Uuid,
  },
  { $id: "ServerDefaultResultStorageUpdate" },
);
export type ServerDefaultResultStorageUpdate = Static<typeof ServerDefaultResultStorageUpdate>;
