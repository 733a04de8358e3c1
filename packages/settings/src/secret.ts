/** What stands in place of a secret wherever one is printed or serialised; as many stars as the reference's API answers. */
const MASK = "**********";

/** A value that must not reach a log or an answer by accident: everything but `reveal` gives stars. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
