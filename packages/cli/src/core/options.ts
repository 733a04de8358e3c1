import { CommandError } from "./errors.ts";

/** One option of a command. `Value` is what the handler gets. */
export interface Option<Value> {
  /** As commander reads it, such as `-o, --output <format>`. */
  readonly flags: string;
  readonly help: string;
  /** The flag that means false, where it is not `--no-` and the name. */
  readonly negative?: string;
  /** Reads what was given; undefined where nothing was. Throws CommandError. */
  readonly read: (given: unknown) => Value;
}

/** What a handler gets from its options. */
export type Values<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends Option<infer Value> ? Value : never;
};

export function text(flags: string, help: string): Option<string | undefined> {
  return { flags, help, read: (given) => (typeof given === "string" ? given : undefined) };
}

export function wholeNumber(flags: string, help: string): Option<number | undefined> {
  const name = /--[\w-]+/.exec(flags)?.[0];
  return {
    flags,
    help,
    read: (given) => {
      if (given === undefined) return undefined;
      if (typeof given === "string" && /^[+-]?\d+$/.test(given)) return Number(given);
      throw new CommandError(`Invalid value for ${name}: unable to convert "${given}" into int.`);
    },
  };
}

/** On when given, off otherwise. The parser takes `--no-x` for the opposite of an `x` that is on. */
export function flag(flags: string, help: string): Option<boolean> {
  const whenGiven = !flags.includes("--no-");
  return { flags, help, read: (given) => given === whenGiven };
}

/** On, off by its negative flag, or undefined when neither is given. */
export function toggle(
  flags: string,
  help: string,
  negative = flags.replace("--", "--no-"),
): Option<boolean | undefined> {
  return { flags, help, negative, read: (given) => (typeof given === "boolean" ? given : undefined) };
}

/** `-o json`, the one output format there is besides text. */
export const output: Option<"json" | undefined> = {
  flags: "-o, --output <format>",
  help: "Specify an output format. Currently supports: json",
  read: (given) => {
    if (given === undefined) return undefined;
    if (typeof given === "string" && given.toLowerCase() === "json") return "json";
    throw new CommandError("Only 'json' output format is supported.");
  },
};
