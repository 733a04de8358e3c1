import type { LockableTable, Transaction } from "../../database.ts";
import { Prepared } from "../../prepared.ts";
import { type Json, json } from "../../values.ts";
import { sql } from "kysely";
import type { PostgresqlConnection } from "./connection.ts";
import { deletionChannel } from "./run-counter.ts";

const notification = new Prepared<{ channel: string; messages: Json }, unknown>((db, parameter) => ({
  compile: () =>
    sql`select pg_notify(${parameter("channel")}, message) from json_array_elements_text(${parameter("messages")}) as message`.compile(
      db,
    ),
}));

const locks = new Map<LockableTable, Prepared<{ id: string }, unknown>>();

/** Holds a row by its id. */
function lockOf(table: LockableTable): Prepared<{ id: string }, unknown> {
  const known = locks.get(table);
  if (known) return known;
  const query = new Prepared<{ id: string }, unknown>((db, parameter) => ({
    compile: () => sql`select from ${sql.table(table)} where id = ${parameter("id")} for update`.compile(db),
  }));
  locks.set(table, query);
  return query;
}

/**
 * A transaction on a connection of its own. Neither its beginning nor what is sent is waited for: both travel with the
 * next query that is, or with the commit.
 */
export class PostgresqlTransaction {
  /** What the work of the transaction is given. */
  readonly face: Transaction;
  private readonly connection: PostgresqlConnection;
  private readonly hooks: (() => void)[] = [];
  private readonly sent: Promise<unknown>[] = [];
  private failure: unknown;

  constructor(connection: PostgresqlConnection, begin: string) {
    this.connection = connection;
    const { db, dialect } = connection;
    this.face = {
      db,
      dialect,
      run: (query) => connection.run(query),
      send: (...sent) => this.post(connection.runTogether(sent)),
      notify: (channel, ...messages) =>
        this.post(connection.run(notification.with({ channel, messages: json(messages) }))),
      lock: (table, id) => this.post(connection.run(lockOf(table).with({ id }))),
      afterCommit: (hook) => this.hooks.push(hook),
    };
    this.post(connection.control(begin));
  }

  /** Resolves once the transaction is durable; throws the first error that any of it had. */
  async commit(): Promise<void> {
    if (this.connection.hasDeletedRuns) {
      this.connection.hasDeletedRuns = false;
      this.face.notify(deletionChannel, "");
    }
    // Of a transaction in which something failed, COMMIT makes a rollback; the failure is among those waited for.
    this.post(this.connection.control("COMMIT"));
    await Promise.all(this.sent);
    if (this.failure !== undefined) throw this.failure;
  }

  async rollBack(): Promise<void> {
    this.connection.hasDeletedRuns = false;
    this.post(this.connection.control("ROLLBACK"));
    await Promise.all(this.sent);
  }

  runHooks(): void {
    for (const hook of this.hooks) hook();
  }

  /** The error that made a later one: once a statement failed, those after it only say that one did. */
  causeOf(error: unknown): unknown {
    return this.failure ?? error;
  }

  private post(answer: Promise<unknown>): void {
    this.sent.push(
      answer.catch((error: unknown) => {
        this.failure ??= error;
      }),
    );
  }
}
