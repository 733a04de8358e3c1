import { type Group, type Leaf, root } from "../commands/tree.ts";
import type { SessionOptions } from "./context.ts";
import { CommandError } from "./errors.ts";

/** What a command line asks for. */
export interface Resolved {
  readonly session: SessionOptions;
  /** The names that were followed, aliases replaced. */
  readonly path: readonly string[];
  readonly target: Group | Leaf;
  /** What is left for the command. */
  readonly rest: readonly string[];
}

/** Finds the command that a command line names. Options of the session may stand anywhere before `--`. */
export function resolve(argv: readonly string[]): Resolved {
  const { session, tokens } = takeSession(argv);
  const path: string[] = [];
  let target: Group | Leaf = root;
  for (const token of tokens) {
    if (typeof target === "function" || token.startsWith("-")) break;
    const name = nameIn(target, token);
    const next: Group | Leaf | undefined = target.commands[name];
    if (next === undefined) throw unknownCommand(token, path, target);
    path.push(name);
    target = next;
  }
  return { session, path, target, rest: tokens.slice(path.length) };
}

function nameIn(group: Group, token: string): string {
  const aliased = Object.entries(group.commands).find(
    ([, entry]) => typeof entry !== "function" && entry.aliases?.includes(token),
  );
  return aliased?.[0] ?? token;
}

function unknownCommand(token: string, path: readonly string[], group: Group): CommandError {
  const names = Object.keys(group.commands).join(", ");
  const where = path.length === 0 ? "" : ` of "${path.join(" ")}"`;
  return new CommandError(`Unknown command "${token}"${where}. Available commands: ${names}.`);
}

function takeSession(argv: readonly string[]): { session: SessionOptions; tokens: string[] } {
  const tokens: string[] = [];
  let profile: string | undefined;
  let prompt: boolean | undefined;
  const words = argv[Symbol.iterator]();
  for (const word of words) {
    if (word === "--") {
      tokens.push(word, ...words);
    } else if (word === "--profile" || (word === "-p" && tokens.length === 0)) {
      const next = words.next();
      if (next.done === true) throw new CommandError(`Option ${word} needs the name of a profile.`);
      profile = next.value;
    } else if (word.startsWith("--profile=")) {
      profile = word.slice("--profile=".length);
    } else if (word === "--prompt" || word === "--no-prompt") {
      prompt = word === "--prompt";
    } else {
      tokens.push(word);
    }
  }
  return { session: { profile, prompt }, tokens };
}
