import { setTimeout } from "node:timers/promises";
import type pg from "pg";

/** The advisory lock that a process holds while it migrates; any number will do that no other program takes. */
const lock = 0x7072_6566;

const pollMs = 100;

/**
 * Waits until no other process migrates the same database. It asks again and again instead of waiting in a statement:
 * CREATE INDEX CONCURRENTLY waits for every statement that runs, so the two would wait for each other.
 */
export async function takeLock(client: pg.Client): Promise<void> {
  const isTaken = async () => {
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [lock]);
    return rows[0]?.taken === true;
  };
  while (!(await isTaken())) await setTimeout(pollMs);
}

/** A connection that is lost has given the lock back already. */
export async function releaseLock(client: pg.Client): Promise<void> {
  await client.query("SELECT pg_advisory_unlock($1)", [lock]).catch(() => {});
}
