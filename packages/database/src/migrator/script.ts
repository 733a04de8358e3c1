import { readFileSync } from "node:fs";
import type { Revision } from "./chain.ts";

/** One thing that a migration does: a statement, or a transformation of rows that SQL has no words for. */
export type ScriptStep = { readonly sql: string } | { readonly rows: string };

/** What a migration does in one direction. */
export interface Script {
  readonly steps: readonly ScriptStep[];
  /** False where the dialect refuses a transaction around it, as PostgreSQL does for CREATE INDEX CONCURRENTLY. */
  readonly transactional: boolean;
}

/** The lines that direct the migrator. Any other comment belongs to the statement below it. */
const sections = /^-- (upgrade|downgrade)$/;
const rowsDirective = /^-- rows: ([\w-]+)$/;
const noTransaction = "-- no transaction";

/** Reads statements, of which each ends with a semicolon at the end of a line, and directives. */
export function parseScript(text: string): Script {
  const steps: ScriptStep[] = [];
  let transactional = true;
  let lines: string[] = [];
  for (const line of text.split("\n")) {
    const rows = rowsDirective.exec(line)?.[1];
    if (rows !== undefined) steps.push({ rows });
    else if (line === noTransaction) transactional = false;
    else if (line !== "" || lines.length > 0) lines.push(line);
    if (rows !== undefined) lines = [];
    if (!line.startsWith("--") && line.trimEnd().endsWith(";")) {
      steps.push({ sql: lines.join("\n") });
      lines = [];
    }
  }
  const rest = lines.filter((line) => line.trim() !== "" && !line.startsWith("--"));
  if (rest.length > 0) throw new Error(`A statement does not end with a semicolon: ${rest.join(" ")}`);
  return { steps, transactional };
}

/** Reads what a revision's file does in one direction. */
export function readRevision(revision: Revision, direction: "upgrade" | "downgrade"): Script {
  const lines = readFileSync(revision.file, "utf8").split("\n");
  let section: string | undefined;
  const own = lines.filter((line) => {
    const begins = sections.exec(line)?.[1];
    section = begins ?? section;
    return begins === undefined && section === direction;
  });
  try {
    return parseScript(own.join("\n"));
  } catch (error) {
    throw new Error(`${revision.file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Two scripts, one after the other. */
export const joined = (first: Script, second: Script): Script => ({
  steps: [...first.steps, ...second.steps],
  transactional: first.transactional && second.transactional,
});
