/** What Python's `str.isprintable` does not count as printable, but the space. */
const unprintable = /[[\p{C}\p{Z}]--[\x20]]/gv;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const [letter, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).padStart(digits, "0")}`;
}

/** A string as Python's `repr` writes it. */
export function repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(quote, `\\${quote}`)
    .replace(unprintable, escaped);
  return quote + inside + quote;
}

/** A string as Python's `ascii` writes it. */
export const ascii = (text: string): string => repr(text).replace(/[^\x20-\x7e]/gu, escaped);

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

/** A JSON scalar as Python's `repr` writes it. */
export function reprOf(value: unknown): string {
  if (typeof value === "string") return repr(value);
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

/** `'a', 'b' or 'c'` */
export function alternatives(values: readonly unknown[]): string {
  const texts = values.map(reprOf);
  const last = texts.pop() ?? "";
  return texts.length > 0 ? `${texts.join(", ")} or ${last}` : last;
}

/** `1 item`, `2 items` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Number of characters as Python counts them: code points. */
export function characters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
    count++;
  }
  return count;
}
