import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { headOf } from "../../migrator/chain.ts";
import type { OpenedStore, Store } from "../store.ts";
import type { Report } from "../progress.ts";
import { foreignKeyChecks } from "./foreign-key-checks.ts";
import { type RowCheck, rowChecks } from "./row-checks.ts";

/** Something that is wrong. */
export interface Finding {
  readonly kind: "integrity" | "schema" | "rows";
  readonly what: string;
  /** Of rows: how many, and the ids of some. */
  readonly rows?: number;
  readonly examples?: readonly string[];
  /** What a fix does; null where it takes a person. */
  readonly remedy: string | null;
  /** Puts it right, and answers how many rows that took. */
  readonly fix?: () => Promise<number>;
}

/** Questions of which each finds something wrong, or nothing. */
type Question = { readonly about: string; readonly ask: () => Promise<Finding[]> };

const anHour = 3600;
const shownExamples = 3;

/** Looks for what is wrong with a database, and changes nothing. */
export async function checkDatabase(opened: OpenedStore, report: Report): Promise<Finding[]> {
  const questions = await questionsOf(opened);
  const findings: Finding[] = [];
  for (const [done, { about, ask }] of questions.entries()) {
    report({ what: `Checking ${about}`, done, total: questions.length, unit: "checks" });
    findings.push(...(await ask()));
  }
  return findings;
}

async function questionsOf(opened: OpenedStore): Promise<Question[]> {
  const { store } = opened;
  const tables = new Set((await store.tables()).map(({ name }) => name));
  const checks = [...foreignKeyChecks(await store.foreignKeys()), ...rowChecks].filter(({ needs }) =>
    needs.every((table) => tables.has(table)),
  );
  return [
    { about: "integrity", ask: () => damageIn(store) },
    { about: "the schema", ask: () => differenceIn(opened) },
    ...checks.map((check): Question => ({ about: check.table, ask: () => rowsThatBreak(store, check) })),
  ];
}

async function damageIn(store: Store): Promise<Finding[]> {
  const damages = await store.damages();
  return damages.map(({ what, remedy }) => ({
    kind: "integrity",
    what,
    remedy: remedy.length === 0 ? null : remedy.join("; "),
    ...(remedy.length > 0 && { fix: () => runAll(store, remedy, []) }),
  }));
}

/** Only the newest revision has a declaration to compare with. */
async function differenceIn({ store, target, revision }: OpenedStore): Promise<Finding[]> {
  if (revision !== headOf(store.dialect).id) return [];
  const { upgrade } = await target.difference();
  return upgrade
    .split(/;\n/)
    .map((statement) => statement.trim().replace(/;$/, ""))
    .filter((statement) => statement !== "")
    .map((statement) => ({
      kind: "schema",
      what: `The schema is not the declared one; it lacks: ${statement}`,
      remedy: null,
    }));
}

async function rowsThatBreak(store: Store, { what, table, where, remedy }: RowCheck): Promise<Finding[]> {
  const parameters = where.includes("$1") ? [anHourAgo(store)] : [];
  const [counted] = await store.rows<{ count: unknown }>(
    `SELECT count(*) AS count FROM ${table} t WHERE ${where}`,
    parameters,
  );
  const rows = Number(counted?.count);
  if (rows === 0) return [];
  const found = await store.rows<{ id: string }>(
    `SELECT t.id FROM ${table} t WHERE ${where} LIMIT ${shownExamples}`,
    parameters,
  );
  return [
    {
      kind: "rows",
      what: `${rows} rows of ${table} ${what}`,
      rows,
      examples: found.map(({ id }) => id),
      remedy: remedy?.done ?? null,
      ...(remedy && {
        fix: () => store.transaction(() => runAll(store, remedy.statements(table, where), parameters)),
      }),
    },
  ];
}

async function runAll(store: Store, statements: readonly string[], parameters: readonly unknown[]): Promise<number> {
  let changed = 0;
  for (const statement of statements) changed += await store.run(statement, parameters);
  return changed;
}

const anHourAgo = ({ dialect }: Store) =>
  `${Timestamp.now().plus(-anHour).text}${dialect === "postgresql" ? "+00" : ""}`;
