import { IntegrityError } from "@prefect-ts/database/errors";
import { BlockDocument } from "@prefect-ts/schemas/block-document";
import { BlockSchemaFilter } from "@prefect-ts/schemas/block-schema";
import { BlockType, BlockTypeCreate, BlockTypeFilter, BlockTypeUpdate } from "@prefect-ts/schemas/block-type";
import { Json, OrNull } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { readBlockDocumentByName, readBlockDocumentsOfType } from "../../models/block-documents.ts";
import * as types from "../../models/block-types.ts";
import { registerSystemBlocks } from "../../models/system-blocks.ts";
import { HttpError } from "../../errors.ts";
import { ById, Limit, Offset, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Block types";
const notFound = () => new HttpError(404, "Block type not found");
const BySlug = Type.Object({ slug: Type.String() });
const Secrets = Type.Object({ include_secrets: Type.Boolean({ default: false }) });

export const blockTypeRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/block_types/",
    tag,
    operation: "create_block_type_block_types__post",
    body: BlockTypeCreate,
    status: 201,
    response: BlockType,
    handle: async ({ body, context }) => {
      if (body.name.toLowerCase().startsWith("prefect")) {
        throw new HttpError(403, "Block type names beginning with 'Prefect' are reserved.");
      }
      try {
        return await context.write((tx) => types.createBlockType(tx, body));
      } catch (error) {
        if (!(error instanceof IntegrityError)) throw error;
        throw new HttpError(409, `Block type with name "${body.name}" already exists`);
      }
    },
  }),
  route({
    method: "GET",
    path: "/block_types/{id}",
    tag,
    operation: "read_block_type_by_id_block_types__id__get",
    params: ById,
    response: BlockType,
    handle: async ({ params, context }) => {
      const type = await context.read((session) => types.readBlockType(session, params.id));
      if (!type) throw notFound();
      return type;
    },
  }),
  route({
    method: "GET",
    path: "/block_types/slug/{slug}",
    tag,
    operation: "read_block_type_by_slug_block_types_slug__slug__get",
    params: BySlug,
    response: BlockType,
    handle: async ({ params, context }) => {
      const type = await context.read((session) => types.readBlockTypeBySlug(session, params.slug));
      if (!type) throw notFound();
      return type;
    },
  }),
  route({
    method: "POST",
    path: "/block_types/filter",
    tag,
    operation: "read_block_types_block_types_filter_post",
    body: Type.Object(
      { block_types: OrNull(BlockTypeFilter), block_schemas: OrNull(BlockSchemaFilter), offset: Offset, limit: Limit },
      { $id: "Body_read_block_types_block_types_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(BlockType),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read((session) => types.readBlockTypes(session, body, part));
    },
  }),
  route({
    method: "PATCH",
    path: "/block_types/{id}",
    tag,
    operation: "update_block_type_block_types__id__patch",
    params: ById,
    body: BlockTypeUpdate,
    status: 204,
    handle: async ({ params, body, context }) => {
      if (!(await context.write((tx) => types.updateBlockType(tx, params.id, body)))) throw notFound();
    },
  }),
  route({
    method: "DELETE",
    path: "/block_types/{id}",
    tag,
    operation: "delete_block_type_block_types__id__delete",
    params: ById,
    status: 204,
    handle: ({ params, context }) =>
      context.write(async (tx) => {
        const type = await types.readBlockType(tx, params.id);
        if (!type) throw notFound();
        if (type.is_protected) throw new HttpError(403, "protected block types cannot be deleted.");
        await types.deleteBlockType(tx, type);
      }),
  }),
  route({
    method: "GET",
    path: "/block_types/slug/{slug}/block_documents",
    tag,
    operation: "read_block_documents_for_block_type_block_types_slug__slug__block_documents_get",
    params: BySlug,
    query: Secrets,
    response: Type.Array(BlockDocument),
    handle: ({ params, query, context }) =>
      context.read(async (session) => {
        const type = await types.readBlockTypeBySlug(session, params.slug);
        if (!type) throw notFound();
        return await readBlockDocumentsOfType(session, type.id, query.include_secrets);
      }),
  }),
  route({
    method: "GET",
    path: "/block_types/slug/{slug}/block_documents/name/{block_document_name}",
    tag,
    operation:
      "read_block_document_by_name_for_block_type_block_types_slug__slug__block_documents_name__block_document_name__get",
    params: Type.Object({ slug: Type.String(), block_document_name: Type.String() }),
    query: Secrets,
    response: BlockDocument,
    handle: async ({ params, query, context }) => {
      const document = await context.read((session) =>
        readBlockDocumentByName(
          session,
          { slug: params.slug, name: params.block_document_name },
          query.include_secrets,
        ),
      );
      if (!document) throw new HttpError(404, "Block document not found");
      return document;
    },
  }),
  route({
    method: "POST",
    path: "/block_types/install_system_block_types",
    tag,
    operation: "install_system_block_types_block_types_install_system_block_types_post",
    response: Json,
    handle: async ({ context }) => {
      await registerSystemBlocks(context);
      return null;
    },
  }),
];
