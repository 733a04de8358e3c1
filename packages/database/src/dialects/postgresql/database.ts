import pg from "pg";
import type { Database, Session, Transaction } from "../../database.ts";
import { DatabaseBusyError, DatabaseUnavailableError, IntegrityError } from "../../errors.ts";
import { countRunsWith, manyRuns } from "../kept-runs.ts";
import { refusalOf } from "../write-limit.ts";
import { WritesFirst } from "../writes-first.ts";
import { PostgresqlConnection } from "./connection.ts";
import { TransactionConflictError, translateError } from "./errors.ts";
import { Listener } from "./listener.ts";
import { Readers } from "./readers.ts";
import { RunCounter } from "./run-counter.ts";
import { SharedWrites } from "./shared-writes.ts";
import { PostgresqlTransaction } from "./transaction.ts";

/** A conflict is over once the other transaction has ended; many at once on the same rows need a few turns. */
const mostConflicts = 20;

const tablesOfManyRuns = `
  select relname as table from pg_class
  where oid in ('flow_run'::regclass, 'task_run'::regclass) and reltuples >= ${manyRuns}`;

export interface PostgresqlOptions {
  /** How to connect. */
  config: pg.ClientConfig;
  /** How many connections read, and how many write. */
  readers: number;
  writers: number;
  /** Seconds that a connection is kept, and that a write waits for one. */
  recycleSeconds: number;
  poolTimeoutSeconds: number;
  /** Whether statements are prepared on the server. */
  keepsStatements: boolean;
}

/** The Prefect database on PostgreSQL: transactions that write have a connection each, reads share some. */
export class PostgresqlDatabase implements Database {
  readonly dialect = "postgresql";
  readonly printable: string;
  readonly inMemory = false;
  readonly hasSeveralServers = true;
  readonly writesSideBySide = true;
  private readonly options: PostgresqlOptions;
  private readonly readers: Readers;
  private readonly writers: pg.Pool;
  private readonly listener: Listener;
  private readonly runCounter: RunCounter | undefined;
  private readonly shared = new SharedWrites({
    attempt: (work) => this.attempt(work),
    alone: (work) => this.writeNow(work),
  });
  private readonly writesFirst = new WritesFirst();
  private readonly connections = new WeakMap<pg.ClientBase, PostgresqlConnection>();

  constructor(printable: string, options: PostgresqlOptions) {
    this.printable = printable;
    this.options = options;
    const { config, keepsStatements } = options;
    this.listener = new Listener(config);
    // Behind a pooler, which keeps no statements, nobody hears of deletions either.
    this.runCounter = keepsStatements ? new RunCounter({ config }) : undefined;
    const countRuns = this.runCounter && countRunsWith(this.runCounter);
    this.readers = new Readers({ config, keepsStatements, most: options.readers, countRuns });
    this.writers = new pg.Pool({
      ...config,
      max: options.writers,
      maxLifetimeSeconds: options.recycleSeconds,
      connectionTimeoutMillis: options.poolTimeoutSeconds * 1000,
      idleTimeoutMillis: 60_000,
    });
    // A connection that is lost while it idles is replaced when the next one is asked for; one that is lost while it is
    // used tells whoever uses it, and besides everybody who listens: without a listener it would end the process.
    this.writers.on("error", () => {});
    this.writers.on("connect", (client) => client.on("error", () => {}));
  }

  async read<T>(work: (session: PostgresqlConnection) => Promise<T>): Promise<T> {
    try {
      return await work(await this.reader());
    } catch (error) {
      // A connection that a restart of the database left behind tells of it by failing.
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      return await work(await this.reader());
    }
  }

  readWide<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.writesFirst.read(() => this.read(work));
  }

  readSnapshot<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.attempt(work, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.writesFirst.write(() => this.writeNow(work));
  }

  writeShared<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.writesFirst.write(() => this.shared.write(work));
  }

  private async writeNow<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const refusal = refusalOf(this.writers.waitingCount);
    if (refusal) throw refusal;
    let refused = false;
    for (let conflicts = 0; ; ) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (error instanceof TransactionConflictError) {
          if (conflicts++ === mostConflicts) throw error;
        } else if (error instanceof IntegrityError && !refused) {
          // What the work found missing may have been made by another since: it looks again, once.
          refused = true;
        } else throw error;
      }
    }
  }

  readAhead(): void {
    this.read(async (session) => {
      const { rows } = await session.execute<{ table: "flow_run" | "task_run" }>(tablesOfManyRuns);
      for (const { table } of rows) void this.runCounter?.keep({ table, keys: null }, Number.POSITIVE_INFINITY);
    }).catch(() => {});
  }

  changeMark(): null {
    return null;
  }

  listen(channel: string, heard: (message: string | null) => void): () => void {
    return this.listener.add(channel, heard);
  }

  async close(): Promise<void> {
    await Promise.all([this.listener.close(), this.runCounter?.close(), this.readers.close(), this.writers.end()]);
  }

  private async reader(): Promise<PostgresqlConnection> {
    try {
      return await this.readers.connection();
    } catch (error) {
      throw translateError(error);
    }
  }

  private async attempt<T>(work: (transaction: Transaction) => Promise<T>, begin = "BEGIN"): Promise<T> {
    const client = await this.writer();
    const transaction = new PostgresqlTransaction(this.connectionOver(client), begin);
    let value: T;
    try {
      value = await work(transaction.face);
      await transaction.commit();
    } catch (error) {
      await transaction.rollBack();
      const cause = transaction.causeOf(error);
      client.release(cause instanceof DatabaseUnavailableError);
      throw cause;
    }
    client.release();
    transaction.runHooks();
    return value;
  }

  private async writer(): Promise<pg.PoolClient> {
    try {
      return await this.writers.connect();
    } catch (error) {
      const waited = error instanceof Error && /timeout exceeded/.test(error.message);
      throw waited
        ? new DatabaseBusyError("No connection to the database came free in time", { cause: error })
        : translateError(error);
    }
  }

  private connectionOver(client: pg.PoolClient): PostgresqlConnection {
    const known = this.connections.get(client);
    if (known) return known;
    const connection = new PostgresqlConnection(client, this.options.keepsStatements);
    this.connections.set(client, connection);
    return connection;
  }
}
