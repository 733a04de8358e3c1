import type { TSchema } from "typebox";
import { defaultFactory } from "../types.ts";
import { type Keywords, keywordsOf } from "./keywords.ts";
import { Origin } from "./origin.ts";
import { isJsonObject } from "./record.ts";
import { type Check, INVALID, type Run, STRICT } from "./run.ts";

const notAModel: Check = (input, run) =>
  run.fail("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", input);

/** Reports the keys that no field has; returns the number of errors. */
function forbidExtra(input: object, names: ReadonlySet<string>, run: Run): number {
  for (const [key, value] of Object.entries(input)) {
    if (!names.has(key)) run.failAt(key, "extra_forbidden", "Extra inputs are not permitted", value);
  }
  return run.items.length;
}

/** What the code of an object refers to by name. */
const scope = { INVALID, STRICT, Origin, isJsonObject, notAModel, forbidExtra, keys: Object.keys, own: Object.hasOwn };

/** How a missing field gets its value: JavaScript for `v = …`, with the objects it needs put into `constants`. */
function defaultCode(keywords: Keywords, name: string, constants: unknown[]): string {
  const constant = (value: unknown): string => `constants[${constants.push(value) - 1}]`;
  const factory = keywords[defaultFactory];
  if (factory !== undefined) return `${constant(factory)}()`;
  if ("default" in keywords) {
    const value = keywords.default;
    const isPlain = typeof value !== "object" || value === null || Object.keys(value).length === 0;
    return isPlain ? (JSON.stringify(value) ?? "undefined") : `structuredClone(${constant(value)})`;
  }
  if (keywords["~optional"]) return "undefined";
  return `(errors++, run.failAt(${name}, "missing", "Field required", input))`;
}

/** The statement that reads and checks one field into `v<index>`. */
function fieldCode(name: string, schema: TSchema, index: number, constants: unknown[]): string {
  const key = JSON.stringify(name);
  // What every object inherits is no field of the input.
  const read = name in Object.prototype ? `own(input, ${key}) ? input[${key}] : undefined` : `input[${key}]`;
  return `let v${index} = ${read};
    if (v${index} === undefined) v${index} = ${defaultCode(keywordsOf(schema), key, constants)};
    else {
      given++;
      v${index} = c${index}(v${index}, run);
      if (v${index} === INVALID) errors = run.within(errors, ${key});
    }`;
}

/** The output in the order of the fields, where a field that may be absent is left out. */
function outputCode(fields: [string, TSchema][]): string {
  const optional = fields.map(([, schema]) => keywordsOf(schema)["~optional"] === true && !("default" in schema));
  const first = optional.indexOf(true);
  const fixed = first < 0 ? fields.length : first;
  const literal = fields.slice(0, fixed).map(([name], i) => `[${JSON.stringify(name)}]: v${i}`);
  const rest = fields.slice(fixed).map(([name], i) => {
    const at = fixed + i;
    return `${optional[at] ? `if (v${at} !== undefined) ` : ""}output[${JSON.stringify(name)}] = v${at};`;
  });
  return `const output = { ${literal.join(", ")} };\n${rest.join("\n")}`;
}

/**
 * A model: an object with fields, each with its own check.
 *
 * The code is generated, so that every property is read and written at a place of its own: a loop over the fields makes
 * the engine look each name up again and was 18 times slower over three models.
 */
export function objectCheck(keywords: Keywords, checkOf: (schema: TSchema) => Check): Check {
  const fields = Object.entries(keywords.properties ?? {});
  const constants: unknown[] = [];
  const checks = fields.map(([, schema]) => checkOf(schema));
  const statements = fields.map(([name, schema], i) => fieldCode(name, schema, i, constants));
  const forbid = "if (keys(input).length !== given) errors = forbidExtra(input, names, run);";
  const code = `"use strict";
    return (input, run) => {
      if (!isJsonObject(input)) return notAModel(input, run);
      const before = run.items.length;
      let errors = before;
      let given = 0;
      ${statements.join("\n")}
      ${keywords.additionalProperties === false ? forbid : ""}
      if (errors !== before) return INVALID;
      run.floor(STRICT);
      run.countFields(given);
      ${outputCode(fields)}
      new Origin(output, input);
      return output;
    };`;
  const names = [...Object.keys(scope), "names", "constants", ...checks.map((_, i) => `c${i}`)];
  const make = new Function(...names, code);
  return make(...Object.values(scope), new Set(fields.map(([name]) => name)), constants, ...checks);
}
