import type { BoundQuery } from "../../prepared.ts";
import type { PairInsertion, PairTables } from "../pair-insert.ts";
import { rowsReader } from "./bulk-insert.ts";

/** References are checked at the end of a statement, so that one writes both, and each row once. */
export function pairInsert({ owner, owned, pointer, back }: PairTables): PairInsertion {
  const owners = rowsReader(owner.table, [...owner.columns, pointer]);
  const theirs = rowsReader(owned.table, owned.columns);
  const sql =
    `with inserted as (${owners.insertFrom("$1")} on conflict do nothing returning "id"), ` +
    `theirs as (${theirs.insertFrom("$2")} where "${back}" in (select "id" from inserted)) select "id" from inserted`;
  const idAt = owned.columns.indexOf("id");
  return async (tx, pairs) => {
    const ownerRows = pairs.map((pair) => [...pair.owner, pair.owned[idAt]]);
    const parameters = [owners.textOf(ownerRows), theirs.textOf(pairs.map((pair) => pair.owned))];
    const query: BoundQuery<{ id: string }> = { bind: () => ({ sql, parameters }) };
    return new Set((await tx.run(query)).rows.map(({ id }) => id));
  };
}
