import type pg from "pg";
import { DatabaseOpenError } from "../../errors.ts";
import { transformations } from "../../migrations/postgresql/transformations.ts";
import type { Script } from "../../migrator/script.ts";
import {
  type Change,
  type DatabaseState,
  type MigrationTarget,
  RevisionMoved,
  type SchemaDifference,
} from "../../migrator/target.ts";
import type { OpenOptions } from "../../options.ts";
import { connectFirst } from "./connect.ts";
import { releaseLock, takeLock } from "./migration-lock.ts";
import { migrationProblem } from "./migration-problem.ts";
import { differenceFromDeclared } from "./schema-difference.ts";
import { dropSchema, hasOwnTables, inTransaction, stateOf, writeRevision } from "./schema.ts";

type Options = Pick<OpenOptions, "searchPath" | "migrationTimeoutSeconds">;

/** A PostgreSQL database to migrate, over one connection that is made when it is first needed. */
export class PostgresqlMigrationTarget implements MigrationTarget {
  readonly dialect = "postgresql";
  readonly name: string;
  readonly preamble: readonly string[];
  readonly begin = "BEGIN;";
  private readonly connect: () => Promise<pg.Client>;
  private readonly timeoutSeconds: number;
  private connected: Promise<pg.Client> | undefined;

  /** `name` is the URL without the password. */
  constructor(name: string, connect: () => Promise<pg.Client>, { searchPath, migrationTimeoutSeconds }: Options = {}) {
    this.name = name;
    this.connect = connect;
    this.preamble = searchPath === undefined ? [] : [`SET search_path TO ${searchPath};`];
    this.timeoutSeconds = migrationTimeoutSeconds ?? 0;
  }

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const client = await this.client();
    await this.opening(() => takeLock(client));
    try {
      return await work();
    } finally {
      await releaseLock(client);
    }
  }

  async state(): Promise<DatabaseState> {
    const client = await this.client();
    return await this.opening(() => stateOf(client, this.name));
  }

  async apply({ script, from, to }: Change): Promise<void> {
    const client = await this.client();
    const requireFrom = async () => {
      const { revision } = await stateOf(client, this.name);
      if (revision !== from) throw new RevisionMoved();
    };
    // A user who may not make tables can serve a database that has them all.
    if (from === to && (await hasOwnTables(client))) return;
    if (!script.transactional) {
      // Its statements may run again: where it is killed between two, the next run begins anew.
      await requireFrom();
      await runScript(client, script);
    }
    await inTransaction(client, async () => {
      await requireFrom();
      if (script.transactional) await runScript(client, script);
      if (to !== from) await writeRevision(client, to);
    });
  }

  async replace({ script, to }: Change): Promise<void> {
    const client = await this.client();
    await inTransaction(client, async () => {
      await dropSchema(client);
      await runScript(client, script);
      await writeRevision(client, to);
    });
  }

  async stamp(revision: string | null): Promise<void> {
    const client = await this.client();
    await inTransaction(client, () => writeRevision(client, revision));
  }

  async difference(): Promise<SchemaDifference> {
    return await differenceFromDeclared(await this.client());
  }

  explain(error: unknown): string {
    return migrationProblem(error);
  }

  async close(): Promise<void> {
    const client = await this.connected?.catch(() => undefined);
    this.connected = undefined;
    await client?.end();
  }

  /** Throws {@link DatabaseOpenError} for whatever PostgreSQL refuses. */
  private async opening<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DatabaseOpenError) throw error;
      throw new DatabaseOpenError(`Cannot use ${this.name}: ${migrationProblem(error)}`, { cause: error });
    }
  }

  private client(): Promise<pg.Client> {
    this.connected ??= this.connectToMigrate();
    return this.connected;
  }

  private async connectToMigrate(): Promise<pg.Client> {
    const client = await this.connect();
    await client.query(
      "SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '0', false)",
      [`${this.timeoutSeconds}s`],
    );
    return client;
  }
}

/** The database that `url` names. */
export const postgresqlTarget = (url: URL, printable: string, options: OpenOptions): PostgresqlMigrationTarget =>
  new PostgresqlMigrationTarget(printable, async () => (await connectFirst(url, printable, options)).client, options);

export async function runScript(client: pg.Client, script: Script): Promise<void> {
  for (const step of script.steps) {
    if ("rows" in step) await transform(client, step.rows);
    else await runStatement(client, step.sql);
  }
}

/** Stands above CREATE INDEX CONCURRENTLY, which leaves an index behind that is not used where it is killed. */
const dropInvalidIndex = /^-- drop invalid index: (\w+)$/m;

async function runStatement(client: pg.Client, sql: string): Promise<void> {
  const index = dropInvalidIndex.exec(sql)?.[1];
  if (index !== undefined) {
    const { rowCount } = await client.query(
      "SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid",
      [index],
    );
    if (rowCount) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
  }
  await client.query(sql);
}

async function transform(client: pg.Client, name: string): Promise<void> {
  const load = transformations[name];
  if (!load) throw new Error(`there is no transformation of rows named ${name}`);
  const transformation = await load();
  await transformation({
    all: async (sql, parameters = []) => (await client.query<Record<string, unknown>>(sql, [...parameters])).rows,
    run: async (sql, parameters = []) => void (await client.query(sql, [...parameters])),
  });
}
