import { setTimeout } from "node:timers/promises";
import type pg from "pg";

/** The advisory lock that a process holds while it migrates; any number will do that no other program takes. */
const lock = 0x7072_6566;

const pollMs = 100;

/**
 * Runs `work` while no other process migrates the same database. It asks again and again instead of waiting in a
 * statement: CREATE INDEX CONCURRENTLY waits for every statement that runs, so the two would wait for each other.
 */
export async function whileLocked<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  const isFree = async () => {
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [lock]);
    return rows[0]?.taken === true;
  };
  while (!(await isFree())) await setTimeout(pollMs);
  try {
    return await work();
  } finally {
    // A connection that is lost has given the lock back.
    await client.query("SELECT pg_advisory_unlock($1)", [lock]).catch(() => {});
  }
}
