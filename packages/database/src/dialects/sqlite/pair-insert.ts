import { BulkInsert } from "../../bulk-insert.ts";
import type { PairInsertion, PairTables } from "../pair-insert.ts";

/** References are checked row by row: owners come first, then what is theirs, and then they point at it. */
export function pairInsert({ owner, owned, pointer, back }: PairTables): PairInsertion {
  const owners = new BulkInsert(owner.table, owner.columns);
  const theirs = new BulkInsert(owned.table, owned.columns);
  const backAt = owned.columns.indexOf(back);
  const point =
    `update "${owner.table}" set "${pointer}" = (select id from "${owned.table}" where "${back}" = "${owner.table}".id) ` +
    "where id in (select value from json_each(?))";
  return async (tx, pairs) => {
    const inserted = await owners.run(
      tx,
      pairs.map((pair) => pair.owner),
    );
    theirs.send(
      tx,
      pairs.map((pair) => pair.owned).filter((row) => inserted.has(String(row[backAt]))),
    );
    tx.send({ bind: () => ({ sql: point, parameters: [JSON.stringify([...inserted])] }) });
    return inserted;
  };
}
