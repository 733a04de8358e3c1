import { isExactNumber, isFloat, numberOf } from "@prefect-ts/schemas/exact-json";
import { floatText } from "@prefect-ts/schemas/validation/python";

/** By code points, as Python sorts. */
function byCodePoint(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i]?.codePointAt(0) ?? 0) - (b[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const stringText = (value: string): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A JSON value as `json.dumps(value, sort_keys=True)` writes it. */
export function dumpSorted(value: unknown): string {
  if (typeof value === "string") return stringText(value);
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value).toString() : floatText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (isExactNumber(value)) return isFloat(value) ? floatText(numberOf(value)) : BigInt(value.rawJSON).toString();
  if (Array.isArray(value)) return `[${value.map(dumpSorted).join(", ")}]`;
  const entries = Object.entries(value).toSorted(([a], [b]) => byCodePoint(a, b));
  return `{${entries.map(([key, member]) => `${stringText(key)}: ${dumpSorted(member)}`).join(", ")}}`;
}
