import type { Context } from "./context.ts";
import type { Option, Values } from "./options.ts";

/** One positional argument. */
export interface Argument {
  readonly name: string;
  readonly help: string;
  readonly kind: "required" | "optional" | "many";
}

/** A command as data, with its handler. Its file's path under `commands/` is how it is called. */
export interface Command {
  readonly summary: string;
  readonly arguments: readonly Argument[];
  readonly options: Readonly<Record<string, Option<unknown>>>;
  /** `positional` has the arguments as given; options are unread. */
  readonly run: (context: Context, positional: readonly string[], given: Given) => void | Promise<void>;
}

export type Given = Readonly<Record<string, unknown>>;

interface Definition<Options> {
  readonly summary: string;
  readonly arguments?: readonly Argument[];
  readonly options?: Options;
  readonly run: (
    context: Context,
    input: { readonly positional: readonly string[]; readonly options: Values<Options> },
  ) => void | Promise<void>;
}

/** Declares a command; the handler's options have the types that their declarations give. */
export function defineCommand<Options extends Readonly<Record<string, Option<unknown>>> = Record<never, never>>(
  definition: Definition<Options>,
): Command {
  const options: Readonly<Record<string, Option<unknown>>> = definition.options ?? {};
  return {
    summary: definition.summary,
    arguments: definition.arguments ?? [],
    options,
    run: (context, positional, given) =>
      definition.run(context, { positional, options: readOptions<Options>(options, given) }),
  };
}

function readOptions<Options>(options: Readonly<Record<string, Option<unknown>>>, given: Given): Values<Options>;
function readOptions(
  options: Readonly<Record<string, Option<unknown>>>,
  given: Given,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.read(given[name])]));
}
