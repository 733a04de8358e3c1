import { BlockDocumentFilter } from "@prefect-ts/schemas/block-document";
import type { BlockSchemaFilter } from "@prefect-ts/schemas/block-schema";
import type { BlockTypeFilter } from "@prefect-ts/schemas/block-type";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { expressionBuilder } from "kysely";
import type { Session } from "../database.ts";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { blockDocumentConditions } from "./block-document.ts";
import { blockSchemaConditions } from "./block-schema.ts";
import { blockTypeConditions } from "./block-type.ts";
import { type MaybeCondition, narrowed } from "./combine.ts";
import { exists } from "./related.ts";

/** What narrows a query over blocks; a filter that is given but empty asks for any such neighbour. */
export interface BlockFilters {
  block_types?: BlockTypeFilter | null;
  block_schemas?: BlockSchemaFilter | null;
  block_documents?: BlockDocumentFilter | null;
}

const typeIs = ({ block_types }: BlockFilters, dialect: DialectQueries): MaybeCondition =>
  block_types ? blockTypeConditions(block_types, expressionBuilder<Tables, "block_type">(), dialect) : undefined;

const schemaIs = ({ block_schemas }: BlockFilters, dialect: DialectQueries): MaybeCondition =>
  block_schemas
    ? blockSchemaConditions(block_schemas, expressionBuilder<Tables, "block_schema">(), dialect)
    : undefined;

/** The block types that match, and that have a block schema that matches. */
export const blockTypesMatching = ({ db, dialect }: Session, filters: Omit<BlockFilters, "block_documents">) =>
  narrowed(db.selectFrom("block_type"), [
    typeIs(filters, dialect),
    filters.block_schemas
      ? exists(dialect, "block_schema", "block_schema.block_type_id", "block_type.id", [schemaIs(filters, dialect)])
      : undefined,
  ]);

export const blockSchemasMatching = ({ db, dialect }: Session, filters: Pick<BlockFilters, "block_schemas">) =>
  narrowed(db.selectFrom("block_schema"), [schemaIs(filters, dialect)]);

/** The block documents that match, as do their type and schema. Without a filter of their own, anonymous ones stay out. */
export function blockDocumentsMatching({ db, dialect }: Session, filters: BlockFilters) {
  const documents = filters.block_documents ?? defaultsOf(BlockDocumentFilter);
  return narrowed(db.selectFrom("block_document"), [
    blockDocumentConditions(documents, expressionBuilder<Tables, "block_document">(), dialect),
    filters.block_types
      ? exists(dialect, "block_type", "block_type.id", "block_document.block_type_id", [typeIs(filters, dialect)])
      : undefined,
    filters.block_schemas
      ? exists(dialect, "block_schema", "block_schema.id", "block_document.block_schema_id", [
          schemaIs(filters, dialect),
        ])
      : undefined,
  ]);
}
