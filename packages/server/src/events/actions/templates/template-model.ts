import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type StateType, terminalTypes } from "@prefect-ts/schemas/state";
import { DateTime, TimeDelta } from "../../../templates/times.ts";
import { Callable, fromJson, isNumber, numberValue, TemplateObject, type Value } from "../../../templates/values.ts";

/** Fields that are lengths of time to Python. */
const durations = new Set(
  "total_run_time estimated_run_time estimated_start_time_delta within schedule_after".split(" "),
);

function valueOf(name: string, value: unknown): Value {
  if (value instanceof Timestamp) return new DateTime(value);
  if (durations.has(name)) {
    const seconds = fromJson(value);
    return isNumber(seconds) ? new TimeDelta(numberValue(seconds)) : seconds;
  }
  if (value instanceof TemplateObject) return value;
  if (Array.isArray(value)) return value.map((item) => valueOf("", item));
  if (typeof value !== "object" || value === null || JSON.isRawJSON(value)) return fromJson(value);
  return new Map(Object.entries(value).map(([key, item]) => [key, valueOf(key, item)]));
}

/** An object of the API: its fields, as they are answered. */
export class TemplateModel extends TemplateObject {
  /** As events write it: `flow-run`. */
  readonly kind: string;
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(kind: string, fields: object) {
    super();
    this.kind = kind;
    this.fields = { ...fields };
  }

  get id(): string {
    return String(this.fields["id"]);
  }

  attribute(name: string): Value | undefined {
    return Object.hasOwn(this.fields, name) ? valueOf(name, this.fields[name]) : undefined;
  }

  override json(): unknown {
    return JSON.parse(JSON.stringify(this.fields));
  }

  override equals(other: Value): boolean {
    return other instanceof TemplateModel && other.kind === this.kind && other.id === this.id;
  }

  text(): string {
    return `<${this.kind} ${this.id}>`;
  }
}

/** A state of a run, which can be asked what it is. */
export class StateModel extends TemplateModel {
  private readonly type: StateType;

  constructor(state: { type: StateType; [field: string]: unknown }) {
    super("state", state);
    this.type = state.type;
  }

  override attribute(name: string): Value | undefined {
    const question = /^is_([a-z]+)$/.exec(name)?.[1];
    if (question === undefined) return super.attribute(name);
    const answer = question === "final" ? terminalTypes.includes(this.type) : this.type.toLowerCase() === question;
    return new Callable(name, () => answer);
  }
}
