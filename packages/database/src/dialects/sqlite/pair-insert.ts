import type { Row } from "../../bulk-insert.ts";
import type { Transaction } from "../../database.ts";
import type { BoundQuery } from "../../prepared.ts";
import type { Pair, PairGroup, PairInsertion, PairTable, PairTables } from "../pair-insert.ts";
import { insertForms } from "./bulk-insert.ts";

/** SQLite copies each page once for a statement that it may have to undo: large ones touch most pages. */
const sizes = [250, 50, 10, 1];

const insertionOf = ({ table, shared, own }: PairTable) => insertForms(table, [...shared, ...own], sizes);

/** Inserts rows, and answers which of them are new. Asking for that row by row (`returning`) would cost a seventh more. */
function countingInsertionOf(pairTable: PairTable) {
  const { table, shared, own } = pairTable;
  const insertion = insertionOf(pairTable);
  const idAt = shared.length + own.indexOf("id");
  const present = `select id from "${table}" where id in (select value from json_each(?))`;
  return async (tx: Transaction, rows: readonly Row[]): Promise<Set<string>> => {
    let changes = 0;
    for (const query of insertion(rows)) changes += (await tx.run(query)).changes;
    const ids = rows.map((row) => String(row[idAt]));
    if (changes === rows.length) return new Set(ids);
    const query: BoundQuery<{ id: string }> = { bind: () => ({ sql: present, parameters: [JSON.stringify(ids)] }) };
    return new Set((await tx.run(query)).rows.map(({ id }) => id));
  };
}

const rowsOf = (groups: readonly PairGroup[], side: keyof Pair): Row[] =>
  groups.flatMap(({ shared, own }) => own.map((pair) => [...shared[side], ...pair[side]]));

/** References are checked row by row: owners come first, then what is theirs, and then they point at it. */
export function pairInsert({ owner, owned, pointer, back }: PairTables): PairInsertion {
  const insertOwners = countingInsertionOf(owner);
  const theirs = insertionOf(owned);
  const backAt = [...owned.shared, ...owned.own].indexOf(back);
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
