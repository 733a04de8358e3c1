import { Arguments } from "../../../templates/arguments.ts";
import { Callable, fromJson, TemplateObject, Tuple, type Value } from "../../../templates/values.ts";
import type { Labels } from "../../labels.ts";

/** Labels as a template goes into them: `labels.prefect.resource.id`. */
export class LabelDiver extends TemplateObject {
  private readonly labels: Labels;
  private readonly value: string;

  constructor(labels: Labels, value = "") {
    super();
    this.labels = labels;
    this.value = value;
  }

  attribute(name: string): Value | undefined {
    const inner = Object.entries(this.labels).filter(([label]) => label.startsWith(`${name}.`));
    const value = this.labels[name];
    if (inner.length === 0 && value === undefined) return undefined;
    const shorter = inner.map(([label, text]) => [label.slice(name.length + 1), text]);
    return new LabelDiver(Object.fromEntries(shorter), value);
  }

  override item(key: Value): Value | undefined {
    return typeof key === "string" && Object.hasOwn(this.labels, key) ? this.labels[key] : undefined;
  }

  override iterate(): Value[] {
    return Object.entries(this.labels).map(([label, value]) => Tuple.of(label, value));
  }

  override json(): unknown {
    return this.value;
  }

  text(): string {
    return this.value;
  }
}

/** A resource of an event. */
export class Resource extends TemplateObject {
  readonly labels: Labels;

  constructor(labels: Labels) {
    super();
    this.labels = labels;
  }

  get id(): string {
    return this.labels["prefect.resource.id"] ?? "";
  }

  attribute(name: string): Value | undefined {
    const { labels } = this;
    switch (name) {
      case "id":
        return this.id;
      case "name":
        return labels["prefect.resource.name"] ?? null;
      case "role":
        return labels["prefect.resource.role"];
      case "labels":
        return new LabelDiver(labels);
      case "root":
        return fromJson(labels);
      case "items":
        return new Callable(name, () => Object.entries(labels).map(([label, value]) => Tuple.of(label, value)));
      case "keys":
        return new Callable(name, () => Object.keys(labels));
      case "get":
        return new Callable(name, (given) => this.get(new Arguments(given)));
      default:
        return undefined;
    }
  }

  override item(key: Value): Value | undefined {
    return typeof key === "string" && Object.hasOwn(this.labels, key) ? this.labels[key] : undefined;
  }

  override json(): unknown {
    return this.labels;
  }

  text(): string {
    return `root=${JSON.stringify(this.labels)}`;
  }

  private get(given: Arguments): Value {
    return this.item(given.require(0)) ?? given.get(1) ?? null;
  }
}
