import type { BoundQuery } from "../../prepared.ts";
import type { PairInsertion, PairTables } from "../pair-insert.ts";
import { bulkInsert } from "./bulk-insert.ts";

/** References are checked row by row: owners come first, then what is theirs, and then they point at it. */
export function pairInsert({ owner, owned, pointer, back }: PairTables): PairInsertion {
  const insertOwners = bulkInsert(owner.table, owner.columns);
  const insertOwned = bulkInsert(owned.table, owned.columns);
  const backAt = owned.columns.indexOf(back);
  const point =
    `update "${owner.table}" set "${pointer}" = (select id from "${owned.table}" where "${back}" = "${owner.table}".id) ` +
    "where id in (select value from json_each(?))";
  return async (tx, pairs) => {
    const inserted = new Set<string>();
    for (const query of insertOwners(pairs.map((pair) => pair.owner))) {
      for (const { id } of (await tx.run(query)).rows) inserted.add(id);
    }
    const theirs = pairs.map((pair) => pair.owned).filter((row) => inserted.has(String(row[backAt])));
    const pointing: BoundQuery = { bind: () => ({ sql: point, parameters: [JSON.stringify([...inserted])] }) };
    tx.send(...insertOwned(theirs), pointing);
    return inserted;
  };
}
