import { Arguments } from "./arguments.ts";
import { lipsum } from "./lipsum.ts";
import { TemplateRenderError } from "./render-error.ts";
import { Callable, iterate, TemplateObject, textOf, type Value } from "./values.ts";

const longestRange = 100;

/** `namespace(a=1)`: what `{% set ns.a = 2 %}` changes, whichever scope it is in. */
export class Namespace extends TemplateObject {
  readonly values: Map<string, Value>;

  constructor(values: Iterable<readonly [string, Value]>) {
    super();
    this.values = new Map(values);
  }

  attribute(name: string): Value | undefined {
    return this.values.get(name);
  }

  text(): string {
    return "<Namespace>";
  }
}

/** `cycler('a', 'b')`, `.next()`, `.current`, `.reset()` */
class Cycler extends TemplateObject {
  private readonly items: readonly Value[];
  private at = 0;

  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }

  attribute(name: string): Value | undefined {
    const current = this.items[this.at] ?? null;
    if (name === "current") return current;
    if (name === "reset") return new Callable(name, () => this.moveTo(0, null));
    return name === "next"
      ? new Callable(name, () => this.moveTo((this.at + 1) % this.items.length, current))
      : undefined;
  }

  text(): string {
    return "<Cycler>";
  }

  private moveTo(at: number, answer: Value): Value {
    this.at = at;
    return answer;
  }
}

function range(given: Arguments): Value {
  const places = given.rest(0).map((_, index) => given.integer(index));
  const [first = 0, second, step = 1] = places;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  if (step === 0) throw new TemplateRenderError("ValueError", "range() arg 3 must not be zero");
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (length > longestRange) {
    throw new TemplateRenderError(
      "OverflowError",
      `Range too big. The sandbox blocks ranges larger than MAX_TEMPLATE_RANGE=${longestRange}.`,
    );
  }
  return Array.from({ length }, (_, index) => from + index * step);
}

function joiner(separator: string): Value {
  let isFirst = true;
  return new Callable("joiner", () => {
    const text = isFirst ? "" : separator;
    isFirst = false;
    return text;
  });
}

/** What every template can name. */
export const globals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["range", new Callable("range", (given) => range(new Arguments(given)))],
  [
    "dict",
    new Callable("dict", ({ positional, named }) => {
      const [source] = positional;
      const pairs = source instanceof Map ? [...source] : source === undefined ? [] : iterate(source).map(iterate);
      const entries = pairs.map((pair): [Value, Value] => [pair[0] ?? null, pair[1] ?? null]);
      return new Map<Value, Value>([...entries, ...named]);
    }),
  ],
  [
    "namespace",
    new Callable("namespace", ({ positional, named }) => {
      const [source] = positional;
      const given = source instanceof Map ? [...source].map(([key, value]) => [textOf(key), value] as const) : [];
      return new Namespace([...given, ...named]);
    }),
  ],
  ["cycler", new Callable("cycler", ({ positional }) => new Cycler(positional))],
  ["lipsum", new Callable("lipsum", lipsum)],
  ["joiner", new Callable("joiner", (given) => joiner(new Arguments(given, ["sep"]).text(0, ", ")))],
]);
