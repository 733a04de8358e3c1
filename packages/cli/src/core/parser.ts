import { Command as Parser, CommanderError, Option as ParserOption } from "commander";
import type { Group } from "../commands/tree.ts";
import type { Command, Given } from "./command.ts";
import { CommandError } from "./errors.ts";

/** What a command line gave a command, or the help it asked for. */
export type Parsed = { readonly positional: readonly string[]; readonly given: Given } | { readonly help: string };

const SESSION_HELP = `
Session options:
  --profile <name>         Select a profile for this CLI run.
  --prompt, --no-prompt    Toggle interactive prompts.`;

/** Reads the words after a command's name. Throws CommandError for what the command does not accept. */
export function parse(command: Command, path: readonly string[], words: readonly string[]): Parsed {
  const parser = createParser(path, command.summary);
  for (const { name, help, kind } of command.arguments) {
    parser.argument({ required: `<${name}>`, optional: `[${name}]`, many: `<${name}...>` }[kind], help);
  }
  const keys = new Map<string, string>();
  for (const [name, option] of Object.entries(command.options)) {
    const added = new ParserOption(option.flags, option.help);
    parser.addOption(added);
    keys.set(added.attributeName(), name);
    if (option.negative !== undefined) {
      const negative = new ParserOption(option.negative, `The opposite of ${option.flags}`);
      parser.addOption(negative);
      if (!negative.negate)
        parser.on(`option:${negative.name()}`, () => parser.setOptionValue(added.attributeName(), false));
    }
  }
  try {
    parser.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return { help: parser.helpInformation() + SESSION_HELP };
    throw rejected(error, parser);
  }
  const values = Object.entries(parser.opts()).map(([key, value]) => [keys.get(key) ?? key, value]);
  return { positional: parser.args, given: Object.fromEntries(values) };
}

/** The help of a group: what its commands are and do. */
export async function groupHelp(path: readonly string[], group: Group): Promise<string> {
  const parser = createParser(path, group.summary);
  for (const [name, entry] of Object.entries(group.commands)) {
    const summary = typeof entry === "function" ? (await entry()).default.summary : entry.summary;
    const child = new Parser(name).description(summary).helpOption(false);
    if (typeof entry !== "function") child.aliases(entry.aliases ?? []);
    parser.addCommand(child);
  }
  return parser.helpInformation() + SESSION_HELP;
}

function createParser(path: readonly string[], summary: string): Parser {
  return new Parser(["prefect", ...path].join(" "))
    .description(summary)
    .helpOption("--help", "Display this message and exit.")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
}

function rejected(error: CommanderError, parser: Parser): CommandError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const messages: Readonly<Record<string, string>> = {
    "commander.unknownOption": `Unknown option: ${quoted}.`,
    "commander.excessArguments": `Unused Tokens: ['${parser.args.slice(parser.registeredArguments.length).join("', '")}'].`,
    "commander.missingArgument": `Command "${parser.name()}" parameter ${quoted || "argument"} requires an argument.`,
    "commander.optionMissingArgument": `Option ${quoted} requires an argument.`,
  };
  return new CommandError(`${messages[error.code] ?? error.message} See ${parser.name()} --help.`);
}
