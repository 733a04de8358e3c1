import { HttpError } from "../../errors.ts";

/** What Python's int() reads. */
const integer = /^\s*[+-]?\d+(_\d+)*\s*$/;
const oldest = [0, 8, 0] as const;

/** Probes, and the version itself, are for every client. */
export const checksVersion = ({ path }: { path: string }): boolean => path !== "/health" && path !== "/version";

/** Refuses clients of an API older than 0.8.0; no header means the newest. */
export function requireApiVersion(header: string | string[] | undefined): void {
  if (!header) return;
  const version = Array.isArray(header) ? (header[0] ?? "") : header;
  const parts = version.split(".").map((part) => (integer.test(part) ? Number(part.replaceAll("_", "")) : Number.NaN));
  if (parts.length !== 3 || parts.some(Number.isNaN)) {
    throw new HttpError(
      400,
      `Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received ${version}`,
    );
  }
  const difference = oldest.map((number, i) => (parts[i] ?? 0) - number).find((d) => d !== 0) ?? 0;
  if (difference < 0) {
    throw new HttpError(
      400,
      `The request specified API version ${version} but this server requires version ${oldest.join(".")} or higher.`,
    );
  }
}
