import type { Kysely } from "kysely";
import type { ClientBase } from "pg";
import type { QueryAnswer, Session } from "../../database.ts";
import type { BoundQuery } from "../../prepared.ts";
import type { Tables } from "../../tables.ts";
import type { CountRuns } from "../run-counts.ts";
import { deletesRuns } from "../run-deletions.ts";
import { encode } from "./codec.ts";
import { kyselyOver } from "../driver.ts";
import { words } from "./words.ts";
import { translateError } from "./errors.ts";
import { queries } from "./queries.ts";
import { together } from "./together.ts";

/**
 * One connection. Queries are sent as they are asked for, without waiting for the answers to those before: what is asked
 * for together costs one round trip.
 */
export class PostgresqlConnection implements Session {
  readonly db: Kysely<Tables>;
  readonly dialect = queries;
  readonly countRuns?: CountRuns;
  /** Queries that have not been answered yet. */
  inFlight = 0;
  /** Whether a query has deleted runs since somebody set this to false. */
  hasDeletedRuns = false;
  private readonly client: ClientBase;
  private readonly names = new Map<string, string>();
  private readonly keepsStatements: boolean;

  /** Without `keepsStatements` nothing is prepared, as poolers between need it that hand out a connection by transaction. */
  constructor(client: ClientBase, keepsStatements: boolean, countRuns?: CountRuns) {
    this.client = client;
    this.keepsStatements = keepsStatements;
    if (countRuns) this.countRuns = countRuns;
    this.db = kyselyOver(this, words);
  }

  run<R>(query: BoundQuery<R>): Promise<QueryAnswer<R>> {
    const { sql, parameters } = query.bind(this.db);
    return this.execute<R>(sql, parameters, this.nameOf(sql));
  }

  /** Several queries as one statement: its references are looked at when all of it is done. */
  runTogether(queries: readonly BoundQuery[]): Promise<unknown> {
    const { sql, parameters } = together(queries.map((query) => query.bind(this.db)));
    return this.execute(sql, parameters, this.nameOf(sql));
  }

  /** Begins or ends a transaction. */
  control(sql: string): Promise<unknown> {
    return this.execute(sql, [], this.nameOf(sql));
  }

  /** Prepared queries have a name, under which the server keeps their plan. */
  private nameOf(sql: string): string | undefined {
    if (!this.keepsStatements) return undefined;
    let name = this.names.get(sql);
    if (!name) {
      name = `q${this.names.size}`;
      this.names.set(sql, name);
    }
    return name;
  }

  execute<R>(sql: string, parameters?: readonly unknown[], name?: string): Promise<QueryAnswer<R>>;
  async execute(sql: string, parameters: readonly unknown[] = [], name?: string): Promise<QueryAnswer<object>> {
    this.inFlight++;
    try {
      const answer = await this.client.query<Record<string, unknown>>({
        text: sql,
        values: parameters.map(encode),
        ...(name !== undefined && { name }),
      });
      const changes = answer.rowCount ?? 0;
      if (answer.command === "DELETE" && changes > 0 && deletesRuns(sql)) this.hasDeletedRuns = true;
      return { rows: answer.rows, changes };
    } catch (error) {
      throw translateError(error);
    } finally {
      this.inFlight--;
    }
  }
}
