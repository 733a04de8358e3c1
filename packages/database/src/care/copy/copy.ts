import { CareError } from "../../errors.ts";
import type { OpenOptions } from "../../options.ts";
import type { Report } from "../progress.ts";
import { openPopulated, type Store } from "../store.ts";
import { Checksum } from "./checksum.ts";
import { type Goal, openGoal } from "./goal.ts";
import { ProgressTable } from "./progress-table.ts";
import { type Changes, Translation } from "./translation.ts";

export interface CopyOptions {
  /** Connection URLs. */
  readonly from: string;
  readonly to: string;
  readonly options?: OpenOptions;
  readonly onProgress?: Report;
}

export interface CopyResult {
  readonly from: string;
  readonly to: string;
  /** The revision of the source, and of the target. */
  readonly revision: string;
  readonly targetRevision: string;
  /** Whether a copy that was cut short was taken up again. */
  readonly isResumed: boolean;
  readonly tables: readonly CopiedTable[];
  /** What the target has no place for, such as `variable.value: NaN or Infinity became null`, and how often it was there. */
  readonly changes: Readonly<Record<string, number>>;
}

export interface CopiedTable {
  readonly name: string;
  readonly rows: number;
  /** The same in both databases. */
  readonly checksum: string;
}

/**
 * Copies a database into an empty one, at the revision that the source has, or its counterpart. What was copied is read
 * again and compared. A copy of the same source that was cut short goes on; until it is complete, the target has no
 * revision, so that no server takes it for whole.
 * Throws {@link CareError}, `DatabaseOpenError` and `MigrationError`.
 */
export async function copyDatabase({
  from,
  to,
  options = {},
  onProgress = () => {},
}: CopyOptions): Promise<CopyResult> {
  const source = await openPopulated(from, options);
  try {
    const goal = await openGoal(source, to, options);
    try {
      const result = await new Copy(source.store, goal, onProgress).run();
      const { revision: targetRevision, isResumed } = goal;
      const places = { from: source.store.printable, to: goal.store.printable };
      return { ...places, revision: source.revision, targetRevision, isResumed, ...result };
    } finally {
      await goal.close();
    }
  } finally {
    await source.close();
  }
}

class Copy {
  private readonly source: Store;
  private readonly target: Store;
  private readonly goal: Goal;
  private readonly progress: ProgressTable;
  private readonly changes: Changes = new Map();
  private readonly report: Report;
  private readonly expected = new Map<string, number>();

  constructor(source: Store, goal: Goal, report: Report) {
    this.source = source;
    this.target = goal.store;
    this.goal = goal;
    this.progress = new ProgressTable(goal.store);
    this.report = report;
  }

  async run(): Promise<Pick<CopyResult, "tables" | "changes">> {
    const translations = await this.translations();
    for (const { name, rows } of await this.source.tableSizes()) this.expected.set(name, rows);
    await this.source.copying.holdSnapshot();
    await this.target.copying.prepareToLoad();
    const tables: CopiedTable[] = [];
    for (const translation of translations) tables.push(await this.copyTable(translation));
    await this.makeIndexes();
    await this.target.transaction(async () => {
      await this.target.run("INSERT INTO alembic_version (version_num) VALUES ($1)", [this.goal.revision]);
      await this.progress.drop();
    });
    await this.target.copying.analyze();
    return { tables, changes: Object.fromEntries(this.changes) };
  }

  /** What both databases have; a table without ids holds what a server writes anew as it starts. */
  private async translations(): Promise<Translation[]> {
    const targets = new Map((await this.target.tables()).map((table) => [table.name, table]));
    const translations: Translation[] = [];
    for (const table of await this.source.tables()) {
      const target = targets.get(table.name);
      const hasIds = table.columns.some(({ name }) => name === "id");
      if (target && hasIds) translations.push(new Translation(table, target, this.target.dialect, this.changes));
      else if (!table.name.startsWith("ts_")) {
        throw new CareError(`Nothing was copied: the target has no table ${table.name}`);
      }
    }
    return translations;
  }

  private async copyTable(translation: Translation): Promise<CopiedTable> {
    const { name } = translation.source;
    const after = (await this.progress.all("table")).get(name) ?? null;
    let sent = await this.transfer(translation, after);
    let kept = await this.checksumOf(translation);
    if (!kept.equals(sent) && after !== null) {
      // The source has changed since an earlier copy was cut short.
      await this.empty(name);
      sent = await this.transfer(translation, null);
      kept = await this.checksumOf(translation);
    }
    if (!kept.equals(sent)) {
      throw new CareError(
        `${name} is not the same in both databases: ${sent.rows} rows (${sent.value}) were read, and ${kept.rows} (${kept.value}) arrived`,
      );
    }
    return { name, rows: kept.rows, checksum: kept.value };
  }

  /** Copies the rows after an id; answers the checksum of all. */
  private async transfer(translation: Translation, after: string | null): Promise<Checksum> {
    const { source, target } = translation;
    const sum = new Checksum(target);
    for await (const { rows, last } of this.source.copying.read(source)) {
      const translated = translation.rows(rows);
      for (const row of translated) sum.add(row);
      this.tell(`Copying ${source.name}`, source.name, sum.rows);
      const pending = after === null ? translated : translated.filter(([id]) => typeof id === "string" && id > after);
      if (pending.length === 0) continue;
      await this.target.transaction(async () => {
        await this.target.copying.write(target, pending);
        await this.progress.set("table", source.name, last);
      });
    }
    return sum;
  }

  private async checksumOf({ target }: Translation): Promise<Checksum> {
    const sum = new Checksum(target);
    for await (const { rows } of this.target.copying.read(target)) {
      for (const row of rows) sum.add(row);
      this.tell(`Comparing ${target.name}`, target.name, sum.rows);
    }
    return sum;
  }

  private async empty(table: string): Promise<void> {
    await this.target.transaction(async () => {
      await this.target.run(`DELETE FROM "${table}"`);
      await this.progress.remove("table", table);
    });
  }

  private async makeIndexes(): Promise<void> {
    const statements = await this.progress.all("statement");
    let done = 0;
    for (const [name, statement] of statements) {
      this.report({ what: "Making indexes", done, total: statements.size, unit: "indexes" });
      await this.makeIndex(name, statement);
      done += 1;
    }
    this.report({ what: "Making indexes", done, total: statements.size, unit: "indexes" });
  }

  private async makeIndex(name: string, statement: string): Promise<void> {
    try {
      await this.target.transaction(async () => {
        await this.target.run(statement);
        await this.progress.remove("statement", name);
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CareError(
        `The rows break a rule of the schema (${reason}): mend the source with \`prefect server database check --fix\`, then copy again`,
        { cause: error },
      );
    }
  }

  private tell(what: string, table: string, done: number): void {
    this.report({ what, done, total: this.expected.get(table) ?? null, unit: "rows" });
  }
}
