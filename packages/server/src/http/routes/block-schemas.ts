import { BlockSchema, BlockSchemaCreate, BlockSchemaFilter } from "@prefect-ts/schemas/block-schema";
import { Nullable, OrNull } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import * as schemas from "../../models/block-schemas.ts";
import { readBlockType } from "../../models/block-types.ts";
import { HttpError } from "../../errors.ts";
import { ById, Limit, Offset, pageSize } from "../parameters.ts";
import { created, ok } from "../reply.ts";
import { type Route, route } from "../route.ts";

const tag = "Block schemas";
const notFound = () => new HttpError(404, "Block schema not found");

export const blockSchemaRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/block_schemas/",
    tag,
    operation: "create_block_schema_block_schemas__post",
    body: BlockSchemaCreate,
    status: 201,
    response: BlockSchema,
    handle: async ({ body, context }) => {
      try {
        const { schema, isNew } = await context.write(async (tx) => {
          if (!(await readBlockType(tx, body.block_type_id))) {
            throw new HttpError(404, `Block type ${body.block_type_id} not found.`);
          }
          return await schemas.createBlockSchema(tx, body);
        });
        return isNew ? created(schema) : ok(schema);
      } catch (error) {
        if (error instanceof schemas.MissingBlockTypeError) throw new HttpError(409, error.message);
        if (error instanceof schemas.InvalidBlockSchemaError) throw new HttpError(422, error.message);
        throw error;
      }
    },
  }),
  route({
    method: "DELETE",
    path: "/block_schemas/{id}",
    tag,
    operation: "delete_block_schema_block_schemas__id__delete",
    params: ById,
    status: 204,
    handle: ({ params, context }) =>
      context.write(async (tx) => {
        const schema = await schemas.readBlockSchema(tx, params.id);
        if (!schema) throw notFound();
        if (schema.block_type?.is_protected) {
          throw new HttpError(403, "Block schemas for protected block types cannot be deleted.");
        }
        await schemas.deleteBlockSchema(tx, params.id);
      }),
  }),
  route({
    method: "POST",
    path: "/block_schemas/filter",
    tag,
    operation: "read_block_schemas_block_schemas_filter_post",
    body: Type.Object(
      { block_schemas: OrNull(BlockSchemaFilter), offset: Offset, limit: Limit },
      { $id: "Body_read_block_schemas_block_schemas_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(BlockSchema),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read((session) => schemas.readBlockSchemas(session, body.block_schemas, part));
    },
  }),
  route({
    method: "GET",
    path: "/block_schemas/{id}",
    tag,
    operation: "read_block_schema_by_id_block_schemas__id__get",
    params: ById,
    response: BlockSchema,
    handle: async ({ params, context }) => {
      const schema = await context.read((session) => schemas.readBlockSchema(session, params.id));
      if (!schema) throw notFound();
      return schema;
    },
  }),
  route({
    method: "GET",
    path: "/block_schemas/checksum/{checksum}",
    tag,
    operation: "read_block_schema_by_checksum_block_schemas_checksum__checksum__get",
    params: Type.Object({ checksum: Type.String() }),
    query: Type.Object({ version: Type.Optional(Nullable(Type.String())) }),
    response: BlockSchema,
    handle: async ({ params, query, context }) => {
      const schema = await context.read((session) =>
        schemas.readBlockSchemaByChecksum(session, params.checksum, query.version),
      );
      if (!schema) throw notFound();
      return schema;
    },
  }),
];
