import type { Cell } from "../../care/copy/side.ts";

/** COPY's text format escapes what would end a value or a row. */
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const unescapes: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", v: "\v" };

const pieceLength = 256 * 1024;

/** A row as a line of COPY's text format, with its end. */
export const toCopyLine = (row: readonly Cell[]): string =>
  `${row.map((cell) => (cell === null ? "\\N" : escaped(cell))).join("\t")}\n`;

/** The values of a line without its end. */
export const fromCopyLine = (line: string): Cell[] =>
  line.split("\t").map((text) => (text === "\\N" ? null : text.includes("\\") ? unescaped(text) : text));

const escaped = (text: string) =>
  /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text;

const unescaped = (text: string) =>
  text.replace(/\\(.)/gs, (_match, character: string) => unescapes[character] ?? character);

/** Rows as text, in pieces that are worth a write. */
export function* copyText<Row>(rows: Iterable<Row>, encode: (row: Row) => string): Generator<string> {
  let piece = "";
  for (const row of rows) {
    piece += encode(row);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
