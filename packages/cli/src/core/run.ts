import { groupHelp, parse } from "./parser.ts";
import { prefectVersion } from "@prefect-ts/server/versions";
import { Context } from "./context.ts";
import { CommandError, describeError } from "./errors.ts";
import { resolve } from "./resolve.ts";
import type { Terminal } from "./terminal.ts";

/** Where a command runs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly terminal: Terminal;
}

/** Runs one command line and gives the exit code. Errors are printed here and nowhere else. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await dispatch(argv, surroundings);
  } catch (error) {
    const message = describeError(error);
    if (message !== "") surroundings.terminal.stderr.write(`${message}\n`);
    return 1;
  }
}

async function dispatch(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout } = surroundings.terminal;
  if (argv[0] === "--version" || argv[0] === "-v") {
    stdout.write(`${prefectVersion}\n`);
    return 0;
  }
  const { session, path, target, rest } = resolve(argv);
  if (typeof target !== "function") {
    const stray = rest.find((word) => word !== "--help");
    if (stray !== undefined)
      throw new CommandError(`Unknown option: ${stray}. See ${["prefect", ...path].join(" ")} --help.`);
    stdout.write(`${await groupHelp(path, target)}\n`);
    return 0;
  }
  const command = (await target()).default;
  const parsed = parse(command, path, rest);
  if ("help" in parsed) {
    stdout.write(`${parsed.help}\n`);
    return 0;
  }
  await command.run(new Context({ ...surroundings, session }), parsed.positional, parsed.given);
  return 0;
}
