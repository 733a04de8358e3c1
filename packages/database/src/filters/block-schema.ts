import type { BlockSchemaFilter } from "@prefect-ts/schemas/block-schema";
import type { ExpressionBuilder } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { arrayHasAll, listed } from "./fields.ts";

/** A block schema filter as a condition on `block_schema`; undefined where it restricts nothing. */
export const blockSchemaConditions = (
  filter: BlockSchemaFilter,
  eb: ExpressionBuilder<Tables, "block_schema">,
  dialect: DialectQueries,
): MaybeCondition =>
  combine(filter.operator, [
    given(filter.block_type_id, (id) => listed(eb.ref("block_schema.block_type_id"), id)),
    given(filter.block_capabilities, ({ all_ }) => arrayHasAll(eb.ref("block_schema.capabilities"), all_, dialect)),
    given(filter.id, (id) => listed(eb.ref("block_schema.id"), id)),
    given(filter.version, (version) => listed(eb.ref("block_schema.version"), version)),
  ]);
