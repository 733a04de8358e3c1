import { Placeholder } from "../placeholders.ts";
import { CircularSchemaError, SchemaTooComplexError } from "./errors.ts";
import { keywords } from "./keywords.ts";
import { reprOfJson } from "./python-text.ts";
import { resolve } from "./references.ts";
import { isObject } from "./types.ts";

export type Path = readonly (string | number)[];

/** One thing that a schema has against a value. */
export interface SchemaError {
  /** The keyword that complains; null where the schema is `false`. */
  keyword: string | null;
  /** Where in the value, from its root. */
  path: Path;
  instance: unknown;
  schema: unknown;
  /** In the words of Python's jsonschema. A function, as few of them are ever read. */
  message: () => string;
  /** For `anyOf` and `oneOf`: what each alternative has against the value. */
  context: readonly SchemaError[];
}

/** The depth at which Python's stack ends on such schemas. */
const deepest = 300;
/** About 0.2 s of work; the largest work pool templates take a thousand steps. */
const mostSteps = 300_000;

/** One check of a value against a schema. It interprets the schema, so nothing is compiled or kept for the next one. */
export class Evaluation {
  private readonly root: unknown;
  /** Whether `format` is checked and not just a remark. */
  readonly checksFormats: boolean;
  private steps = 0;
  private depth = 0;

  constructor(root: unknown, checksFormats: boolean) {
    this.root = root;
    this.checksFormats = checksFormats;
  }

  /** Counts work that is not a step down, such as comparing two values. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > mostSteps) throw new SchemaTooComplexError();
  }

  /** Everything that `schema` has against `instance`, in the order of the schema's keywords. */
  errors(instance: unknown, schema: unknown, path: Path): SchemaError[] {
    this.spend(1);
    if (schema === false) {
      const message = () => `False schema does not allow ${reprOfJson(instance)}`;
      return [{ keyword: null, path, instance, schema, message, context: [] }];
    }
    if (!isObject(schema)) return [];
    if (++this.depth > deepest) throw new CircularSchemaError();
    const found: SchemaError[] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      const check = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
      if (check === undefined) continue;
      const result = check({ run: this, value, instance, schema, path });
      if (result === undefined) continue;
      if ("message" in result) found.push({ keyword, path, instance, schema, context: [], ...result });
      else for (const error of result) found.push(error);
    }
    if (instance instanceof Placeholder && instance.problem !== null) {
      const { problem } = instance;
      found.push({ keyword: "_placeholders", path, instance, schema, message: () => problem, context: [] });
    }
    this.depth--;
    return found;
  }

  accepts(instance: unknown, schema: unknown): boolean {
    return this.errors(instance, schema, []).length === 0;
  }

  /** What a `$ref` stands for. Throws {@link UnresolvableError}. */
  resolve(reference: string): unknown {
    return resolve(this.root, reference);
  }
}
