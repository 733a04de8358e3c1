import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";

/** What a command talks through: the process's own streams, or a test's. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person is there to read and answer. */
  readonly isInteractive: boolean;
}

export function processTerminal(): Terminal {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    isInteractive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  };
}

/** Asks a yes-or-no question until it is answered; no input at all means the default, or no. */
export async function ask(terminal: Terminal, question: string, otherwise?: boolean): Promise<boolean> {
  const prompt = `${question} ${otherwise === undefined ? "[y/n]" : `[y/n] (${otherwise ? "y" : "n"})`}: `;
  const lines = createInterface({ input: terminal.stdin, terminal: false });
  terminal.stdout.write(prompt);
  try {
    for await (const line of lines) {
      const answer = line.trim().toLowerCase();
      if (answer === "y" || answer === "n") return answer === "y";
      if (answer === "" && otherwise !== undefined) return otherwise;
      terminal.stdout.write(`Please enter Y or N\n${prompt}`);
    }
    return otherwise ?? false;
  } finally {
    lines.close();
  }
}
