import { setTimeout } from "node:timers/promises";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type pg from "pg";
import type { CopyLock } from "../../care/copy/side.ts";

/** The advisory lock of the session that copies into a database; any number will do that no other program takes. */
const lock = 0x7072_6563;

/** How long the session of a copy that was killed may take to end, and how often it looks whether it should. */
const patienceMs = 3000;
const pollMs = 100;
const lookMs = 500;

/** The session gives the lock back when it ends. */
export async function takeCopyLock(client: pg.Client): Promise<CopyLock> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const { rows } = await client.query("SELECT 1 WHERE pg_try_advisory_lock($1)", [lock]);
    if (rows.length > 0) break;
    if (performance.now() > until) return { isHeld: false, since: await sinceWhen(client) };
    await setTimeout(pollMs);
  }
  await noticeDeath(client);
  return { isHeld: true, release: () => {} };
}

/** A session that makes an index would else notice only afterwards that its client is gone. PostgreSQL 13 cannot look. */
async function noticeDeath(client: pg.Client): Promise<void> {
  await client
    .query("SELECT set_config(name, $1, false) FROM pg_settings WHERE name = 'client_connection_check_interval'", [
      `${lookMs}ms`,
    ])
    .catch(() => {});
}

/** When the session began that has the lock; PostgreSQL tells it to users of the same role. */
async function sinceWhen(client: pg.Client): Promise<Timestamp | undefined> {
  const { rows } = await client.query<{ since: string | null }>(
    `SELECT to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS since
     FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = $1 AND l.objsubid = 1
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [lock],
  );
  const since = rows[0]?.since;
  return since ? Timestamp.fromDatabase(since) : undefined;
}
