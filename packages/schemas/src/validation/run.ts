/** One thing wrong with an input, as pydantic reports it and FastAPI sends it. */
export interface ErrorItem {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
  ctx?: Record<string, unknown>;
}

/** An input that its schema does not accept. */
export class ValidationError extends Error {
  readonly items: ErrorItem[];

  constructor(items: ErrorItem[]) {
    super(items.map(({ loc, msg }) => `${loc.join(".") || "input"}: ${msg}`).join("; "));
    this.name = "ValidationError";
    this.items = items;
  }
}

/** What a check returns in place of a value when it has reported at least one error. */
export const INVALID: unique symbol = Symbol("invalid");

/** Looks at an input and returns the value it stands for, or {@link INVALID}. */
export type Check = (input: unknown, run: Run) => unknown;

/** How closely an input matched, which decides between the members of a union: higher is closer. */
export const LAX = 0;
export const STRICT = 1;
export const EXACT = 2;

/** pydantic gives up on models nested deeper than this. */
const deepest = 255;

/**
 * The state of one validation: the errors so far and how well the input matched.
 * A location is collected backwards, from the failing value outwards, so a valid input never builds one.
 */
export class Run {
  items: ErrorItem[] = [];
  exactness = EXACT;
  /** Number of model fields that the input gave, in the model and those below it; -1 before any model. */
  fieldCount = -1;
  depth = 0;

  fail(type: string, msg: string, input: unknown, ctx?: Record<string, unknown>): typeof INVALID {
    this.items.push(ctx ? { type, loc: [], msg, input, ctx } : { type, loc: [], msg, input });
    return INVALID;
  }

  failAt(key: string | number, type: string, msg: string, input: unknown): typeof INVALID {
    this.items.push({ type, loc: [key], msg, input });
    return INVALID;
  }

  /** The errors of a check of its own, which knows nothing of where its input is. */
  failAs({ items }: ValidationError): typeof INVALID {
    for (const item of items) this.items.push({ ...item, loc: item.loc.toReversed() });
    return INVALID;
  }

  /** Says that the errors from number `from` on happened inside `key`; returns how many errors there are. */
  within(from: number, key: string | number): number {
    for (let i = from; i < this.items.length; i++) this.items[i]?.loc.push(key);
    return this.items.length;
  }

  /** The input was not the value itself but something that could be read as it. */
  floor(exactness: number): void {
    if (this.exactness > exactness) this.exactness = exactness;
  }

  countFields(count: number): void {
    this.fieldCount = this.fieldCount < 0 ? count : this.fieldCount + count;
  }

  /** Calls a check that may come back to itself. */
  descend(check: Check, input: unknown): unknown {
    if (this.depth >= deepest) return this.fail("recursion_loop", "Recursion error - cyclic reference detected", input);
    this.depth++;
    const value = check(input, this);
    this.depth--;
    return value;
  }

  /** The errors with their locations the right way round, below `prefix`. */
  report(prefix: readonly (string | number)[]): ErrorItem[] {
    for (const item of this.items) item.loc = [...prefix, ...item.loc.reverse()];
    return this.items;
  }
}
