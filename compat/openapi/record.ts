/**
 * Records what the reference's API looks like:
 *
 *     node --conditions=source compat/openapi/record.ts http://127.0.0.1:4200
 */
import { writeFileSync } from "node:fs";
import { parseJson, withSortedKeys } from "../harness/json.ts";
import { facts } from "./document.ts";

const [url] = process.argv.slice(2);
if (!url) throw new Error("usage: record.ts URL of the reference");

const document = parseJson(await (await fetch(`${url}/openapi.json`)).text());
writeFileSync(new URL("./recorded.json", import.meta.url), `${JSON.stringify(withSortedKeys(facts(document)))}\n`);
