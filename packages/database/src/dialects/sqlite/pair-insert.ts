import type { Row } from "../../bulk-insert.ts";
import type { Pair, PairGroup, PairInsertion, PairTable, PairTables } from "../pair-insert.ts";
import { answeringInsertion, insertForms } from "./bulk-insert.ts";

/** SQLite copies each page once for a statement that it may have to undo: large ones touch most pages. */
const sizes = [250, 50, 10, 1];

const columnsOf = ({ shared, own }: PairTable) => [...shared, ...own];

const rowsOf = (groups: readonly PairGroup[], side: keyof Pair): Row[] =>
  groups.flatMap(({ shared, own }) => own.map((pair) => [...shared[side], ...pair[side]]));

/** References are checked row by row: owners come first, then what is theirs, and then they point at it. */
export function pairInsert({ owner, owned, pointer, back }: PairTables): PairInsertion {
  const insertOwners = answeringInsertion(owner.table, columnsOf(owner), sizes);
  const theirs = insertForms(owned.table, columnsOf(owned), sizes);
  const backAt = columnsOf(owned).indexOf(back);
  const point =
    `update "${owner.table}" set "${pointer}" = (select id from "${owned.table}" where "${back}" = "${owner.table}".id) ` +
    "where id in (select value from json_each(?))";
  return async (tx, groups) => {
    const inserted = await insertOwners(tx, rowsOf(groups, "owner"));
    const ofNewOwners = rowsOf(groups, "owned").filter((row) => inserted.has(String(row[backAt])));
    tx.send(...theirs(ofNewOwners), { bind: () => ({ sql: point, parameters: [JSON.stringify([...inserted])] }) });
    return inserted;
  };
}
