import { parseExactly } from "@prefect-ts/schemas/exact-json";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { Duration, Json } from "../../values.ts";

/** A parameter as PostgreSQL takes it in text; what type it is follows from where it stands. */
export function encode(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Timestamp) return `${value.text}+00`;
  if (value instanceof Json) return value.text;
  if (value instanceof Duration) return `${value.seconds} seconds`;
  return value;
}

type Decode = (text: string) => unknown;

const parts = [31_557_600, 2_629_800, 86_400] as const;

/** `1 year 2 mons -3 days 04:05:06.789` as seconds. */
function readInterval(text: string): number {
  const match = /^(?:(-?\d+) years? ?)?(?:(-?\d+) mons? ?)?(?:(-?\d+) days? ?)?(?:([+-])?(\d+):(\d+):([\d.]+))?$/.exec(
    text,
  );
  if (!match) return 0;
  const days = parts.reduce((sum, seconds, i) => sum + seconds * Number(match[i + 1] ?? 0), 0);
  const time = Number(match[5] ?? 0) * 3600 + Number(match[6] ?? 0) * 60 + Number(match[7] ?? 0);
  return days + (match[4] === "-" ? -time : time);
}

/** The zone of every connection is UTC, so each instant ends with `+00`. */
const readTimestamp = (text: string) => Timestamp.fromDatabase(text.endsWith("+00") ? text.slice(0, -3) : text);

/** By the ids that types have in every database. */
const decoders = new Map<number, Decode>([
  [16, (text) => text === "t"],
  [20, Number],
  [21, Number],
  [23, Number],
  [114, parseExactly],
  [700, Number],
  [701, Number],
  [1184, readTimestamp],
  [1186, readInterval],
  [1700, Number],
  [3802, parseExactly],
]);

const asIs: Decode = (text) => text;

/** How a column of a type is read; texts, names and UUIDs stay as they are. */
export const decoderOf = (typeId: number): Decode => decoders.get(typeId) ?? asIs;
