import type { Performed } from "./perform.ts";

/** Commands as text, each with its exit code where that is not 0, and what it printed indented below it. */
export const writeTranscript = (performed: readonly Performed[]): string =>
  performed
    .map(({ command, exit, output }) => {
      const lines = output === "" ? [] : output.split("\n").map((line) => (line === "" ? "" : `  ${line}`));
      return [`$ prefect ${command}${exit === 0 ? "" : `  # ${exit}`}`, ...lines, ""].join("\n");
    })
    .join("\n");
