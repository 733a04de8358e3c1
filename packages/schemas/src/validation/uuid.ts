import { type Check, INVALID, LAX, type Run } from "./run.ts";
import { malformed } from "./string.ts";

const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const accepted =
  /^(?:([0-9a-f]{32})|(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|\{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\})$/;

/** Where each group begins. */
const starts = [0, 9, 14, 19, 24];
const lengths = [8, 4, 4, 4, 12];

/** What Rust's uuid crate, which pydantic reads with, says about a text that is no UUID. */
function complaint(text: string): string {
  const braced = text.startsWith("{") && text.endsWith("}") && text.length > 1;
  const urn = text.startsWith("urn:uuid:");
  const offset = braced ? 1 : urn ? 9 : 0;
  const bytes = new TextEncoder();
  const hyphens: number[] = [];
  let index = 0;
  for (const character of braced ? text.slice(1, -1) : text.slice(offset)) {
    if (character === "-") hyphens.push(index);
    else if (!/[0-9a-fA-F]/.test(character))
      return `invalid character: found \`${character}\` at ${index + offset + 1}`;
    index += bytes.encode(character).length;
  }
  if (hyphens.length === 0 && offset === 0)
    return `invalid length: expected length 32 for simple format, found ${text.length}`;
  if (hyphens.length !== 4) return `invalid group count: expected 5, found ${hyphens.length + 1}`;
  for (const [group, start] of starts.entries()) {
    const end = hyphens[group] ?? text.length;
    if (end - start !== lengths[group])
      return `invalid group length in group ${group}: expected ${lengths[group]}, found ${end - start}`;
  }
  return "invalid group length in group 4: expected 12, found 12";
}

function lenientUuid(input: unknown, run: Run): string | typeof INVALID {
  if (typeof input !== "string")
    return run.fail("uuid_type", "UUID input should be a string, bytes or UUID object", input);
  // The prefix of a URN counts in small letters only.
  const prefix = input.startsWith("urn:uuid:") ? 9 : 0;
  const match = /^urn:uuid:/i.test(input) && prefix === 0 ? null : accepted.exec(input.toLowerCase());
  if (!match) {
    if (!input.isWellFormed()) return malformed(input, run);
    const error = complaint(input);
    return run.fail("uuid_parsing", `Input should be a valid UUID, ${error}`, input, { error });
  }
  const hex = match[1];
  return hex === undefined
    ? (match[2] ?? match[3] ?? "")
    : `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A UUID in any of its spellings, as 36 characters in small letters. */
export const uuidCheck: Check = (input, run) => {
  run.floor(LAX);
  return typeof input === "string" && canonical.test(input) ? input : lenientUuid(input, run);
};
