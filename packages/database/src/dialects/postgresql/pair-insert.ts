import type { Row } from "../../bulk-insert.ts";
import type { BoundQuery } from "../../prepared.ts";
import type { PairInsertion, PairTable, PairTables } from "../pair-insert.ts";
import { listed, rowsReader } from "./bulk-insert.ts";

/** Inserts rows whose shared values travel once for each group: reading a value costs as much as an entry in an index. */
function groupedRows({ table, shared, own }: PairTable) {
  const [common, each] = [rowsReader(table, shared), rowsReader(table, own)];
  return {
    /** The insertion of what three parameters hold: a row for each group, the rows' own, and the number of each row's group. */
    insertFrom: (groups: string, rows: string, numbers: string) =>
      `insert into "${table}" (${listed([...shared, ...own])}) ` +
      `select ${listed(shared, "common.")}, ${listed(own, "each.")} ` +
      `from rows from (${each.from(rows)}, unnest(${numbers}::int[])) as each ` +
      `join ${common.from(groups)} with ordinality as common on common.ordinality = each.unnest`,
    textsOf: (groups: readonly Row[], rows: readonly Row[]) => [common.textOf(groups), each.textOf(rows)],
  };
}

/** References are checked at the end of a statement, so that one writes both, and each row once. */
export function pairInsert({ owner, owned, pointer, back }: PairTables): PairInsertion {
  const owners = groupedRows({ ...owner, own: [...owner.own, pointer] });
  const theirs = groupedRows(owned);
  const sql =
    `with inserted as (${owners.insertFrom("$1", "$2", "$3")} on conflict do nothing returning "id"), ` +
    `theirs as (${theirs.insertFrom("$4", "$5", "$3")} where each."${back}" in (select "id" from inserted)) ` +
    `select "id" from inserted`;
  const idAt = owned.own.indexOf("id");
  return async (tx, groups) => {
    const pairs = groups.flatMap(({ own }) => own);
    const numbers = groups.flatMap(({ own }, i) => own.map(() => i + 1));
    const owner = owners.textsOf(
      groups.map(({ shared }) => shared.owner),
      pairs.map((pair) => [...pair.owner, pair.owned[idAt]]),
    );
    const owned = theirs.textsOf(
      groups.map(({ shared }) => shared.owned),
      pairs.map((pair) => pair.owned),
    );
    const parameters = [...owner, `{${numbers.join(",")}}`, ...owned];
    const query: BoundQuery<{ id: string }> = { bind: () => ({ sql, parameters }) };
    return new Set((await tx.run(query)).rows.map(({ id }) => id));
  };
}
