import { randomUUID } from "node:crypto";
import pg from "pg";

/** A database of its own. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Runs statements one by one. */
export async function administer(server: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The URL of another database of the same server. */
export const named = (server: string, name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href;

/** Makes a database, empty or as a copy of `template`. */
export async function createDatabase(server: string, template?: string): Promise<TestDatabase> {
  const name = `prefect_ts_test_${randomUUID().replaceAll("-", "")}`;
  const copied = template === undefined ? "" : ` template "${new URL(template).pathname.slice(1)}"`;
  await administer(server, [`create database "${name}"${copied}`]);
  return {
    url: named(server, name),
    drop: () => administer(server, [`drop database if exists "${name}" with (force)`]),
  };
}
