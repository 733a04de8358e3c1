import { regexOf } from "./patterns.ts";
import { reprOfJson } from "./python-text.ts";

const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};
const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

/** The formats that the reference's server knows; others are remarks. */
const formats: Record<string, (text: string) => boolean> = {
  email: (text) => text.includes("@"),
  "idn-email": (text) => text.includes("@"),
  ipv4: (text) => new RegExp(`^${octet}(?:\\.${octet}){3}$`).test(text),
  ipv6: (text) => text.includes(":") && URL.canParse(`http://[${text}]/`),
  date: isDate,
  time: (text) => time.test(text),
  "date-time": (text) => /[Tt]/.test(text.charAt(10)) && isDate(text.slice(0, 10)) && time.test(text.slice(11)),
  regex: (text) => regexOf(text) !== null,
  uuid: (text) => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text),
};

/** What a value of a wrong format is told. */
export function formatComplaint(instance: unknown, format: unknown): string | undefined {
  if (typeof instance !== "string" || typeof format !== "string" || !Object.hasOwn(formats, format)) return undefined;
  return formats[format]?.(instance) === false ? `${reprOfJson(instance)} is not a ${reprOfJson(format)}` : undefined;
}
