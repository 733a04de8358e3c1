import { orElse, type Value } from "./values.ts";

/** Names and what they are worth; an inner scope sees those of the outer ones and sets its own. */
export class Scope {
  private readonly values: Map<string, Value>;
  private readonly outer: Scope | undefined;

  constructor(values: Iterable<readonly [string, Value]> = [], outer?: Scope) {
    this.values = new Map(values);
    this.outer = outer;
  }

  get(name: string): Value | undefined {
    return orElse(this.values.get(name), () => this.outer?.get(name));
  }

  set(name: string, value: Value): void {
    this.values.set(name, value);
  }

  inner(): Scope {
    return new Scope([], this);
  }
}
