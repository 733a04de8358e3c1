import { readFileSync } from "node:fs";

/** How a schema changed, as facts that went and came. */
interface Difference {
  gone?: string[];
  come?: string[];
}

interface RecordedRevision extends Difference {
  revision: string;
  /** How the schema after the downgrade to this revision differs from the one after the upgrade to it. */
  downgraded?: Difference;
}

/** The facts of databases that the reference's own migrations made, read by `schemaFacts`. */
export interface SchemaAt {
  revision: string;
  upgraded: string[];
  /** After a downgrade from head. */
  downgraded: string[];
}

const after = (facts: readonly string[], { gone = [], come = [] }: Difference): string[] => {
  const left = new Set(gone);
  return [...facts.filter((fact) => !left.has(fact)), ...come].sort();
};

/** What the reference's SQLite schema is at each of its revisions, oldest first. */
export function schemaHistory(): SchemaAt[] {
  const { base, revisions }: { base: string[]; revisions: RecordedRevision[] } = JSON.parse(
    readFileSync(new URL("./schema-history.fixture.json", import.meta.url), "utf8"),
  );
  let facts = base;
  return revisions.map((recorded) => {
    facts = after(facts, recorded);
    return { revision: recorded.revision, upgraded: facts, downgraded: after(facts, recorded.downgraded ?? {}) };
  });
}
