import { hash } from "node:crypto";
import type { Kind, StoreTable } from "../store.ts";
import { canonicalJson, canonicalNumber } from "./canonical-json.ts";
import type { Cell } from "./side.ts";

const isJson = (kind: Kind) => kind === "json" || kind === "jsonb";

/** How many rows a table has, and a sum over them that does not depend on their order or on the dialect. */
export class Checksum {
  rows = 0;
  private readonly lanes = new Uint32Array(4);
  private readonly kinds: readonly Kind[];

  constructor({ columns }: StoreTable) {
    this.kinds = columns.map(({ kind }) => kind);
  }

  add(row: readonly Cell[]): void {
    let text = "";
    for (let i = 0; i < row.length; i++) text += `${canonical(row[i] ?? null, this.kinds[i] ?? "text")}\u001f`;
    const digest = hash("sha1", text, "buffer");
    for (let lane = 0; lane < 4; lane++) this.lanes[lane] = (this.lanes[lane] ?? 0) + digest.readUInt32LE(lane * 4);
    this.rows += 1;
  }

  get value(): string {
    return [...this.lanes].map((lane) => lane.toString(16).padStart(8, "0")).join("");
  }

  equals(other: Checksum): boolean {
    return this.rows === other.rows && this.value === other.value;
  }
}

function canonical(cell: Cell, kind: Kind): string {
  if (cell === null) return "\u0000";
  if (isJson(kind)) return canonicalJson(cell);
  return kind === "float" ? canonicalNumber(cell) : cell;
}
