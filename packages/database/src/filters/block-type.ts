import type { BlockTypeFilter } from "@prefect-ts/schemas/block-type";
import type { ExpressionBuilder } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { like, listed } from "./fields.ts";

/** A block type filter as a condition on `block_type`; undefined where it restricts nothing. */
export const blockTypeConditions = (
  filter: BlockTypeFilter,
  eb: ExpressionBuilder<Tables, "block_type">,
  dialect: DialectQueries,
): MaybeCondition =>
  combine("and_", [
    given(filter.name, (name) => like(eb.ref("block_type.name"), name.like_, dialect)),
    given(filter.slug, (slug) => listed(eb.ref("block_type.slug"), slug)),
  ]);
