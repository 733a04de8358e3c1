import type { BlockDocumentFilter } from "@prefect-ts/schemas/block-document";
import type { ExpressionBuilder } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { equal, listed, named } from "./fields.ts";

/** A block document filter as a condition on `block_document`; undefined where it restricts nothing. */
export const blockDocumentConditions = (
  filter: BlockDocumentFilter,
  eb: ExpressionBuilder<Tables, "block_document">,
  dialect: DialectQueries,
): MaybeCondition =>
  combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("block_document.id"), id)),
    given(filter.is_anonymous, ({ eq_ }) => equal(eb.ref("block_document.is_anonymous"), eq_)),
    given(filter.block_type_id, (id) => listed(eb.ref("block_document.block_type_id"), id)),
    given(filter.name, (name) => named(eb.ref("block_document.name"), name, dialect)),
  ]);
