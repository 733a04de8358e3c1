import SQLite from "better-sqlite3";
import type { QueryAnswer } from "../../database.ts";
import { deletesRuns } from "../run-deletions.ts";
import { encode, rowDecoder } from "./codec.ts";
import { translateError } from "./errors.ts";
import { StatementCache } from "./statement-cache.ts";

const openingTimeoutMs = 5000;

interface CachedStatement {
  statement: SQLite.Statement<unknown[], Record<string, unknown>>;
  decode: ((row: Record<string, unknown>) => void) | undefined;
  deletesRuns: boolean;
}

/**
 * One SQLite connection. Never waits for a lock: `DatabaseBusyError` is thrown at once, and the writer's queue tries again without
 * stopping the event loop.
 */
export class SqliteConnection {
  /** How many statements deleted runs so far, or what runs go with. */
  deletionsOfRuns = 0;
  private readonly handle: SQLite.Database;
  private readonly statements: StatementCache<CachedStatement>;

  constructor(file: string, options: { readonly: boolean }) {
    // While it opens it does wait: another process holds the whole file for a moment as it opens or closes it.
    this.handle = new SQLite(file, { readonly: options.readonly, timeout: openingTimeoutMs });
    this.statements = new StatementCache((sql) => {
      const statement = this.handle.prepare<unknown[], Record<string, unknown>>(sql);
      const decode = statement.reader ? rowDecoder(statement.columns()) : undefined;
      return { statement, decode, deletesRuns: deletesRuns(sql) };
    });
    this.handle.pragma("foreign_keys = ON");
    this.handle.pragma(`cache_size = ${options.readonly ? -2000 : -4000}`);
    if (!options.readonly) {
      this.handle.pragma("legacy_alter_table = OFF");
      this.handle.pragma("journal_mode = WAL");
      this.handle.pragma("synchronous = NORMAL");
      // A commit leaves the log eight times as long as usual before it is copied back: pages that change often are copied less.
      this.handle.pragma("wal_autocheckpoint = 8000");
      // The copies of pages that savepoints keep would go to a file of their own.
      this.handle.pragma("temp_store = MEMORY");
    }
    this.handle.pragma("busy_timeout = 0");
  }

  execute<R>(sql: string, parameters: readonly unknown[]): QueryAnswer<R>;
  execute(sql: string, parameters: readonly unknown[]): QueryAnswer<Record<string, unknown>> {
    try {
      const { statement, decode, deletesRuns } = this.statements.get(sql);
      if (deletesRuns) this.deletionsOfRuns++;
      const values = parameters.map(encode);
      if (!statement.reader) return { rows: [], changes: statement.run(...values).changes };
      const rows = statement.all(...values);
      if (decode) for (const row of rows) decode(row);
      return { rows, changes: rows.length };
    } catch (error) {
      throw translateError(error);
    }
  }

  /** Several statements at once, without parameters. */
  script(sql: string): void {
    try {
      this.handle.exec(sql);
    } catch (error) {
      throw translateError(error);
    }
  }

  get inTransaction(): boolean {
    return this.handle.inTransaction;
  }

  /** Another number whenever another connection, of any process, has committed something. */
  get dataVersion(): number {
    return Number(this.handle.pragma("data_version", { simple: true }));
  }

  close(): void {
    this.handle.close();
  }
}
