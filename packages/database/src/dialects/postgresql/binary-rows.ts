/** Where the fields of a row begin and end. */
export interface Fields {
  bytes: Buffer;
  /** Of each; below zero where the field is null. */
  starts: Int32Array;
  ends: Int32Array;
}

/** Microseconds from 1970 to 2000, since when PostgreSQL counts. */
const epoch = 946_684_800_000_000;

/** What precedes the first row: a signature, flags, and how long the rest of the header is. */
const headerLength = 19;

/** Reads the rows that `COPY … TO STDOUT (FORMAT binary)` sends, as its bytes come in. */
export class BinaryRows {
  private readonly fields: Fields;
  private rest: Buffer = Buffer.alloc(0);
  private begun = false;

  constructor(columns: number) {
    this.fields = { bytes: this.rest, starts: new Int32Array(columns), ends: new Int32Array(columns) };
  }

  /** Calls `read` with each row that is complete by now; the fields are those of that row until it returns. */
  feed(data: Buffer, read: (fields: Fields) => void): void {
    const bytes = this.rest.length === 0 ? data : Buffer.concat([this.rest, data]);
    this.fields.bytes = bytes;
    let at = this.begun ? 0 : this.endOfHeader(bytes);
    if (at >= 0) {
      this.begun = true;
      for (let next = this.endOfRow(bytes, at); next > at; next = this.endOfRow(bytes, at)) {
        read(this.fields);
        at = next;
      }
    }
    this.rest = bytes.subarray(Math.max(at, 0));
  }

  private endOfHeader(bytes: Buffer): number {
    if (bytes.length < headerLength) return -1;
    const end = headerLength + bytes.readInt32BE(headerLength - 4);
    return end <= bytes.length ? end : -1;
  }

  /** Below zero where the row is not complete, or there is none. */
  private endOfRow(bytes: Buffer, start: number): number {
    const { starts, ends } = this.fields;
    let at = start + 2;
    if (at > bytes.length || bytes.readInt16BE(start) !== starts.length) return -1;
    for (let i = 0; i < starts.length; i++) {
      if (at + 4 > bytes.length) return -1;
      const length = bytes.readInt32BE(at);
      at += 4;
      starts[i] = length < 0 ? -1 : at;
      if (length > 0) at += length;
      ends[i] = at;
    }
    return at <= bytes.length ? at : -1;
  }
}

const wide = (bytes: Buffer, at: number) => bytes.readInt32BE(at) * 4_294_967_296 + bytes.readUInt32BE(at + 4);

/** A `timestamptz` in microseconds since 1970; not a number where it is null. */
export function instantAt({ bytes, starts }: Fields, field: number): number {
  const at = starts[field] ?? -1;
  return at < 0 ? Number.NaN : wide(bytes, at) + epoch;
}

/** An `interval` in microseconds. */
export function intervalAt({ bytes, starts }: Fields, field: number): number {
  const at = starts[field] ?? -1;
  if (at < 0) return 0;
  return wide(bytes, at) + (bytes.readInt32BE(at + 8) * 86_400 + bytes.readInt32BE(at + 12) * 2_629_800) * 1e6;
}

export function textAt({ bytes, starts, ends }: Fields, field: number): string {
  const at = starts[field] ?? -1;
  return at < 0 ? "" : bytes.toString("utf8", at, ends[field]);
}
