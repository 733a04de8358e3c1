import type { Arguments } from "./arguments.ts";
import type { Given, Value } from "./values.ts";

/** What a filter may use besides its value and its arguments. */
export interface FilterContext {
  /** Filters of whoever renders. */
  readonly filters: Readonly<Record<string, Filter>>;
  applyFilter(name: string, value: Value, given: Given): Value;
  test(name: string, value: Value, given: Given): boolean;
  /** To call for each part of work that grows with both the value and the arguments. */
  step(): void;
}

export type Filter = (value: Value, given: Arguments, context: FilterContext) => Value;
