/** Outcomes as text: each stands once, with the names of the scenarios that have it indented below it. */
export function writeOutcomes(outcomes: ReadonlyMap<string, string>): string {
  const names = new Map<string, string[]>();
  for (const [name, outcome] of outcomes) names.set(outcome, [...(names.get(outcome) ?? []), name]);
  return [...names].map(([outcome, of]) => [outcome, ...of.map((name) => `  ${name}`), ""].join("\n")).join("");
}

/** The outcome of each scenario, by its name. */
export function readOutcomes(text: string): Map<string, string> {
  const outcomes = new Map<string, string>();
  let outcome = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("  ")) outcomes.set(line.slice(2), outcome);
    else outcome = line;
  }
  return outcomes;
}
