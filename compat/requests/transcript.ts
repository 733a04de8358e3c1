import type { Exchange } from "./play.ts";

/** Exchanges as text: a line for each request, the answer indented below it. */
export const writeTranscript = (exchanges: readonly Exchange[]): string =>
  exchanges.map(({ request, answer }) => `${request}\n  ${answer}\n`).join("");

export function readTranscript(text: string): Exchange[] {
  const lines = text.split("\n");
  const pairs = lines.flatMap((line, place) =>
    line.startsWith("  ") ? [[lines[place - 1] ?? "", line] as const] : [],
  );
  return pairs.map(([request, answer]) => ({ request, answer: answer.slice(2) }));
}
