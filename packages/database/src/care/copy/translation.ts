import { CareError } from "../../errors.ts";
import type { Dialect } from "../../migrator/chain.ts";
import type { Kind, StoreTable } from "../store.ts";
import { acceptableJson } from "./postgresql-json.ts";
import type { Batch, Cell } from "./side.ts";

/** How often something had to change, by `table.column: what`. */
export type Changes = Map<string, number>;

type Translate = (cell: string) => string;

/** Changes what the target has no place for, and keeps count. */
export class Translation {
  readonly source: StoreTable;
  readonly target: StoreTable;
  private readonly translators: readonly (Translate | undefined)[];
  private readonly changes: Changes;

  /** Throws {@link CareError} where the source has columns that the target lacks. */
  constructor(source: StoreTable, target: StoreTable, to: Dialect, changes: Changes) {
    const kinds = new Map(target.columns.map(({ name, kind }) => [name, kind]));
    const lost = source.columns.filter(({ name }) => !kinds.has(name));
    if (lost.length > 0) {
      const names = lost.map(({ name }) => `${source.name}.${name}`).join(", ");
      throw new CareError(`Nothing was copied: the target has no place for ${names}`);
    }
    const { columns } = keyFirst(source);
    this.changes = changes;
    this.source = { name: source.name, columns };
    this.target = {
      name: target.name,
      columns: columns.map(({ name, kind }) => ({ name, kind: kinds.get(name) ?? kind })),
    };
    this.translators = this.target.columns.map(({ name, kind }) =>
      to === "postgresql" ? this.translatorOf(name, kind) : undefined,
    );
  }

  rows(rows: Batch["rows"]): Batch["rows"] {
    if (this.translators.every((translate) => translate === undefined)) return rows;
    return rows.map((row) => row.map((cell, i) => this.cell(cell, i)));
  }

  private cell(cell: Cell, index: number): Cell {
    const translate = this.translators[index];
    return cell === null || translate === undefined ? cell : translate(cell);
  }

  private translatorOf(column: string, kind: Kind): Translate | undefined {
    const note = (what: string) => {
      const key = `${this.target.name}.${column}: ${what}`;
      this.changes.set(key, (this.changes.get(key) ?? 0) + 1);
    };
    if (kind === "json" || kind === "jsonb") {
      return (cell) => {
        const { text, changes } = acceptableJson(cell, kind);
        changes.forEach(note);
        return text;
      };
    }
    if (kind !== "text") return undefined;
    return (cell) => {
      if (!cell.includes("\0")) return cell;
      note("a character that PostgreSQL refuses became U+FFFD");
      return cell.replaceAll("\0", "\ufffd");
    };
  }
}

/** The id comes first: rows are read in its order. */
const keyFirst = ({ name, columns }: StoreTable): StoreTable => ({
  name,
  columns: columns.toSorted((a, b) => Number(b.name === "id") - Number(a.name === "id")),
});
