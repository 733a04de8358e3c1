import { createHash } from "node:crypto";

/**
 * The parts of a backup, in this order: a header; for each table its beginning, its rows, and its end; the end of all.
 * Each is a letter, the length of what follows in four bytes, and that.
 */
export const frameTypes = { header: "H", table: "T", rows: "D", tableEnd: "E", end: "Z" } as const;
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];

export interface Frame {
  readonly type: string;
  readonly payload: Buffer;
}

export interface BackupHeader {
  readonly revision: string;
  readonly tables: number;
}

export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** What the end of a table says of its rows. */
export interface TableEnd {
  readonly rows: number;
  readonly sha256: string;
}

const prefixLength = 5;
/** COPY is read in pieces far below this. */
const longestPayload = 64 * 1024 * 1024;

/** A file is not what was written. */
export class Damaged extends Error {
  override name = "Damaged";
}

export function frame(type: FrameType, payload: Buffer | object): Buffer {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  const prefix = Buffer.alloc(prefixLength);
  prefix.write(type, 0, "latin1");
  prefix.writeUInt32LE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

/** The frames in a stream of bytes. Throws {@link Damaged} where it ends within one. */
export async function* framesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= prefixLength) {
      const length = held.readUInt32LE(1);
      if (length > longestPayload) throw new Damaged("a part of it has no meaning");
      const end = prefixLength + length;
      if (held.length < end) break;
      yield { type: held.toString("latin1", 0, 1), payload: held.subarray(prefixLength, end) };
      held = held.subarray(end);
    }
  }
  if (held.length > 0) throw new Damaged("it ends in the midst of something");
}

/** Counts rows, and sums them up, in what COPY writes: no row has a line break in it. */
export class RowSum {
  rows = 0;
  private readonly sha256 = createHash("sha256");

  add(data: Buffer): void {
    this.sha256.update(data);
    for (let at = data.indexOf(10); at !== -1; at = data.indexOf(10, at + 1)) this.rows += 1;
  }

  end(): TableEnd {
    return { rows: this.rows, sha256: this.sha256.digest("hex") };
  }
}
