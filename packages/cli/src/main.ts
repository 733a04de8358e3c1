import { run } from "./core/run.ts";
import { processTerminal } from "./core/terminal.ts";

/** Runs a command line as this process; the exit code is set, and open output is left to drain. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv, { env: process.env, cwd: process.cwd(), terminal: processTerminal() });
}
