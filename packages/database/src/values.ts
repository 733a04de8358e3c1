/** A parameter that goes into a JSON column; `undefined` is written as JSON's null. */
export class Json {
  readonly value: unknown;
  private written: string | undefined;

  constructor(value: unknown) {
    this.value = value;
  }

  /** Written once: many rows may have the same value. */
  get text(): string {
    this.written ??= JSON.stringify(this.value) ?? "null";
    return this.written;
  }
}

export const json = (value: unknown): Json => new Json(value);
/** SQL's NULL for null, else JSON: for nullable columns that the reference leaves empty. */
export const jsonOrNull = (value: unknown): Json | null =>
  value === null || value === undefined ? null : new Json(value);

/** A parameter that goes into an interval column. */
export class Duration {
  readonly seconds: number;

  constructor(seconds: number) {
    this.seconds = seconds;
  }
}

export const duration = (seconds: number): Duration => new Duration(seconds);
