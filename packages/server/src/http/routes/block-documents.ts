import {
  BlockDocument,
  BlockDocumentCreate,
  BlockDocumentFilter,
  BlockDocumentSort,
  BlockDocumentUpdate,
} from "@prefect-ts/schemas/block-document";
import { BlockSchemaFilter } from "@prefect-ts/schemas/block-schema";
import { BlockTypeFilter } from "@prefect-ts/schemas/block-type";
import { OrNull } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { InvalidBlockDocumentError } from "../../models/block-document-references.ts";
import * as documents from "../../models/block-documents.ts";
import { HttpError } from "../../errors.ts";
import { ById, Limit, Offset, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Block documents";
const notFound = () => new HttpError(404, "Block document not found");

const filters = {
  block_documents: OrNull(BlockDocumentFilter),
  block_types: OrNull(BlockTypeFilter),
  block_schemas: OrNull(BlockSchemaFilter),
};

/** Answers 400 where what was sent cannot be kept. */
async function refusingInvalid<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidBlockDocumentError) throw new HttpError(400, error.message);
    throw error;
  }
}

export const blockDocumentRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/block_documents/",
    tag,
    operation: "create_block_document_block_documents__post",
    body: BlockDocumentCreate,
    status: 201,
    response: BlockDocument,
    handle: ({ body, context }) =>
      refusingInvalid(() =>
        context.write(async (tx) => {
          if (body.name !== null && (await documents.isBlockDocumentNameTaken(tx, body.block_type_id, body.name))) {
            throw new HttpError(409, "Block already exists");
          }
          return await documents.createBlockDocument(tx, body);
        }),
      ),
  }),
  route({
    method: "POST",
    path: "/block_documents/filter",
    tag,
    operation: "read_block_documents_block_documents_filter_post",
    body: Type.Object(
      {
        ...filters,
        include_secrets: Type.Boolean({ default: false }),
        sort: Type.Union([BlockDocumentSort, Type.Null()], { default: "NAME_ASC" }),
        offset: Offset,
        limit: Limit,
      },
      { $id: "Body_read_block_documents_block_documents_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(BlockDocument),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      const options = { sort: body.sort ?? "NAME_ASC", includeSecrets: body.include_secrets, part };
      return refusingInvalid(() => context.read((session) => documents.readBlockDocuments(session, body, options)));
    },
  }),
  route({
    method: "POST",
    path: "/block_documents/count",
    tag,
    operation: "count_block_documents_block_documents_count_post",
    body: Type.Object(filters, { $id: "Body_count_block_documents_block_documents_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    handle: ({ body, context }) => context.read((session) => documents.countBlockDocuments(session, body)),
  }),
  route({
    method: "GET",
    path: "/block_documents/{id}",
    tag,
    operation: "read_block_document_by_id_block_documents__id__get",
    params: ById,
    query: Type.Object({ include_secrets: Type.Boolean({ default: false }) }),
    response: BlockDocument,
    handle: async ({ params, query, context }) => {
      const document = await refusingInvalid(() =>
        context.read((session) => documents.readBlockDocument(session, params.id, query.include_secrets)),
      );
      if (!document) throw notFound();
      return document;
    },
  }),
  route({
    method: "DELETE",
    path: "/block_documents/{id}",
    tag,
    operation: "delete_block_document_block_documents__id__delete",
    params: ById,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => documents.deleteBlockDocument(tx, params.id)))) throw notFound();
    },
  }),
  route({
    method: "PATCH",
    path: "/block_documents/{id}",
    tag,
    operation: "update_block_document_data_block_documents__id__patch",
    params: ById,
    body: BlockDocumentUpdate,
    status: 204,
    handle: async ({ params, body, context }) => {
      const updated = await refusingInvalid(() =>
        context.write((tx) => documents.updateBlockDocument(tx, params.id, body)),
      );
      if (!updated) throw notFound();
    },
  }),
];
