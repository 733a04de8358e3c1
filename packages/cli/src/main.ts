import { run } from "./core/run.ts";
import { processTerminal } from "./core/terminal.ts";

/** Runs a command line as this process; the exit code is set, and open output is left to drain. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads the output may leave early (`prefect config view | head`), which is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  process.exitCode = await run(argv, { env: process.env, cwd: process.cwd(), terminal: processTerminal() });
}
