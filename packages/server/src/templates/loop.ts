import { TemplateRenderError } from "./render-error.ts";
import { isEqual } from "./operations.ts";
import { Callable, orUndefined, TemplateObject, Tuple, type Value } from "./values.ts";

/** `loop`: where a loop is. */
export class Loop extends TemplateObject {
  private readonly items: readonly Value[];
  private readonly depth: number;
  private readonly again: ((items: Value) => string) | undefined;
  private index = -1;
  private lastChecked: Value | undefined;

  constructor(items: readonly Value[], depth: number, again: ((items: Value) => string) | undefined) {
    super();
    this.items = items;
    this.depth = depth;
    this.again = again;
  }

  next(): this {
    this.index++;
    return this;
  }

  /** Goes through other items in the same way, inside this loop. */
  recurse(items: Value): string {
    if (this.again) return this.again(items);
    throw new TemplateRenderError("TypeError", "The loop must have the 'recursive' marker to be called recursively.");
  }

  attribute(name: string): Value | undefined {
    const { index, depth } = this;
    const { length } = this.items;
    switch (name) {
      case "index":
        return index + 1;
      case "index0":
        return index;
      case "revindex":
        return length - index;
      case "revindex0":
        return length - index - 1;
      case "first":
        return index === 0;
      case "last":
        return index === length - 1;
      case "length":
        return length;
      case "depth":
        return depth;
      case "depth0":
        return depth - 1;
      case "previtem":
        return orUndefined(this.items[index - 1], "there is no previous item");
      case "nextitem":
        return orUndefined(this.items[index + 1], "there is no next item");
      case "cycle":
        return new Callable(name, ({ positional }) => positional[index % positional.length] ?? null);
      case "changed":
        return new Callable(name, ({ positional }) => this.hasChanged(Tuple.from(positional)));
      default:
        return undefined;
    }
  }

  text(): string {
    return `<LoopContext ${this.index + 1}/${this.items.length}>`;
  }

  private hasChanged(value: Value): boolean {
    const isSame = this.lastChecked !== undefined && isEqual(this.lastChecked, value);
    this.lastChecked = value;
    return !isSame;
  }
}
