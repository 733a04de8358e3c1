import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, type Json, parseJson, withSortedKeys } from "./json.ts";

/** Where the records of the reference are kept. */
export const RECORDED = join(import.meta.dirname, "..", "recorded");

const WIDTH = 160;

/** The record of a scenario. Throws where none was made. */
export async function readRecord(folder: string, name: string): Promise<Json> {
  return parseJson(await readFile(join(folder, `${name}.json`), "utf8"));
}

/** Keeps the record of a scenario as sorted JSON; what fits on a line stands on one. */
export async function writeRecord(folder: string, name: string, record: Json): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${print(withSortedKeys(record), "")}\n`);
}

function print(value: Json, indent: string): string {
  const line = JSON.stringify(value);
  if (indent !== "" && indent.length + line.length <= WIDTH) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value))
    return bracketed(
      "[",
      value.map((item) => print(item, deeper)),
      "]",
      indent,
    );
  if (!isObject(value)) return line;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${print(item, deeper)}`);
  return bracketed("{", entries, "}", indent);
}

function bracketed(open: string, lines: string[], close: string, indent: string): string {
  return `${open}\n${lines.map((line) => `${indent}  ${line}`).join(",\n")}\n${indent}${close}`;
}
