import pg from "pg";
import type { CountRuns } from "../run-counts.ts";
import { PostgresqlConnection } from "./connection.ts";

interface Reader {
  client: pg.Client;
  connection: PostgresqlConnection;
}

export interface ReadersOptions {
  config: pg.ClientConfig;
  keepsStatements: boolean;
  /** How many connections there may be. */
  most: number;
  countRuns?: CountRuns | undefined;
}

/**
 * Connections that reads share: each read goes to the one with the least to do, and another is opened while all have
 * something to do, up to the most there may be.
 */
export class Readers {
  private readonly options: ReadersOptions;
  private readonly open: Reader[] = [];
  private opening: Promise<PostgresqlConnection> | undefined;
  private closed = false;

  constructor(options: ReadersOptions) {
    this.options = options;
  }

  /** The connection to read on. Throws what connecting throws. */
  async connection(): Promise<PostgresqlConnection> {
    let least: PostgresqlConnection | undefined;
    for (const { connection } of this.open) {
      if (connection.inFlight === 0) return connection;
      if (!least || connection.inFlight < least.inFlight) least = connection;
    }
    if (least && this.open.length >= this.options.most) return least;
    this.opening ??= this.connect().finally(() => {
      this.opening = undefined;
    });
    // Those who share a connection need not wait for another.
    if (!least) return await this.opening;
    this.opening.catch(() => {});
    return least;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.opening?.catch(() => {});
    await Promise.all(this.open.splice(0).map(({ client }) => client.end()));
  }

  private async connect(): Promise<PostgresqlConnection> {
    const client = new pg.Client(this.options.config);
    const leave = () => {
      const at = this.open.findIndex((reader) => reader.client === client);
      if (at >= 0) this.open.splice(at, 1);
    };
    client.on("error", leave);
    client.on("end", leave);
    await client.connect();
    if (this.closed) await client.end();
    const connection = new PostgresqlConnection(client, this.options.keepsStatements, this.options.countRuns);
    this.open.push({ client, connection });
    return connection;
  }
}
