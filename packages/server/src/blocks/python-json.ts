import { isExactNumber, isFloat, numberOf } from "@prefect-ts/schemas/exact-json";

/** A float as Python's `repr` writes it: always with a fraction or an exponent. */
export function floatText(value: number): string {
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const digits = mantissa.replace(/[-.]/g, "");
  const plain =
    exponent < 0
      ? `0.${"0".repeat(-exponent - 1)}${digits}`
      : `${digits.slice(0, exponent + 1).padEnd(exponent + 1, "0")}.${digits.slice(exponent + 1) || "0"}`;
  return value < 0 || Object.is(value, -0) ? `-${plain}` : plain;
}

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
