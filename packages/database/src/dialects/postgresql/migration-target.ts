import type pg from "pg";
import { transformations } from "../../migrations/postgresql/transformations.ts";
import { readScript } from "../../migrator/chain.ts";
import type { Script, ScriptStep } from "../../migrator/script.ts";
import { type Change, type DatabaseState, type MigrationTarget, RevisionMoved } from "../../migrator/target.ts";
import type { OpenOptions } from "../../options.ts";
import { connectFirst } from "./connect.ts";
import { whileLocked } from "./migration-lock.ts";
import { migrationProblem } from "./migration-problem.ts";
import { inTransaction } from "./schema-transaction.ts";
import { revisionOf, stateOf, writeRevision } from "./schema-state.ts";

/** A PostgreSQL database to migrate, over one connection that is made when it is first needed. */
export class PostgresqlMigrationTarget implements MigrationTarget {
  readonly dialect = "postgresql";
  readonly name: string;
  readonly preamble: readonly string[];
  readonly begin = "BEGIN;";
  private readonly url: URL;
  private readonly options: OpenOptions;
  private connected: Promise<pg.Client> | undefined;

  constructor(url: URL, printable: string, options: OpenOptions = {}) {
    this.name = printable;
    this.url = url;
    this.options = options;
    this.preamble = options.searchPath === undefined ? [] : [`SET search_path TO ${options.searchPath};`];
  }

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    return await whileLocked(await this.client(), work);
  }

  async state(): Promise<DatabaseState> {
    return await stateOf(await this.client(), this.name);
  }

  async apply({ script, from, to }: Change): Promise<void> {
    const client = await this.client();
    if (!script.transactional) {
      // Its statements can be run again: killed between them, it begins anew.
      if ((await revisionOf(client)) !== from) throw new RevisionMoved();
      await runScript(client, script);
    }
    await inTransaction(client, async () => {
      if ((await revisionOf(client)) !== from) throw new RevisionMoved();
      if (script.transactional) await runScript(client, script);
      await writeRevision(client, to);
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
