import { TemplateRenderError } from "./render-error.ts";
import { type Given, isNumber, numberValue, orElse, textOf, Undefined, type Value } from "./values.ts";

/** The arguments of a filter, a test or a method, by place or by name. */
export class Arguments {
  private readonly given: Given;
  private readonly names: readonly string[];

  constructor(given: Given, names: readonly string[] = []) {
    this.given = given;
    this.names = names;
  }

  /** Undefined where it is not given. */
  get(index: number): Value | undefined {
    return orElse(this.given.positional[index], () => this.given.named.get(this.names[index] ?? ""));
  }

  getOr(index: number, otherwise: Value): Value {
    return orElse(this.get(index), () => otherwise);
  }

  require(index: number): Value {
    const value = this.get(index);
    if (value !== undefined) return value;
    const name = this.names[index] ?? `argument ${index + 1}`;
    throw new TemplateRenderError("TypeError", `missing 1 required positional argument: '${name}'`);
  }

  text(index: number, otherwise?: string): string {
    const value = otherwise === undefined ? this.require(index) : this.get(index);
    return value === undefined ? (otherwise ?? "") : textOf(value);
  }

  integer(index: number, otherwise?: number): number {
    const value = otherwise === undefined ? this.require(index) : this.get(index);
    if (value === undefined || value === null) return otherwise ?? 0;
    if (isNumber(value)) return Math.trunc(numberValue(value));
    if (value instanceof Undefined) value.fail();
    throw new TemplateRenderError("TypeError", "an integer is required");
  }

  flag(index: number, otherwise: boolean): boolean {
    const value = this.get(index);
    return value === undefined ? otherwise : value !== false && value !== null && value !== 0 && value !== "";
  }

  /** All that are given by place, from `start` on. */
  rest(start: number): Value[] {
    return this.given.positional.slice(start);
  }

  get named(): ReadonlyMap<string, Value> {
    return this.given.named;
  }
}
