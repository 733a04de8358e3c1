import type pg from "pg";
import type { RunCountQuery } from "../run-counts.ts";

/** What a server knows of a table of runs at an instant, so that it can tell later what changed since. */
export interface RunMark {
  /** Of whatever was changed before this, all that ever will be is committed; the database's text of an instant. */
  settledBefore: string;
  /** The number of the oldest transaction that was open: rows of those before it have been seen. */
  oldestOpen: string;
  /** Another one once the table was emptied or made anew. */
  file: string;
  /** Rows deleted by anybody, up to ten seconds ago. */
  deleted: string;
  /** As many as there were when somebody last counted them; below zero where nobody has. */
  rows: number;
  /** Whether things may happen that do not show: in sessions of other users, or as nobody counts what is deleted. */
  isBlind: boolean;
}

/** Seconds: a transaction that writes does not only read for longer before. */
const readingSeconds = 60;

const openTransactions = `
  from pg_stat_get_activity(null) as session
  where session.datid = (select oid from pg_database where datname = current_database()) and session.pid <> pg_backend_pid()`;

/**
 * Asks for the {@link RunMark} of a table; its parameter is the time of this server's clock. Changes bear that of the clock of
 * whoever wrote them, which may be behind this one and PostgreSQL's by `clockSeconds`, or that at which their transaction began.
 */
export const markQuery = (table: RunCountQuery["table"], clockSeconds: number): string => `
  select (least(clock_timestamp(), $1::timestamptz, (
      select min(xact_start) ${openTransactions}
        and (backend_xid is not null or xact_start > clock_timestamp() - interval '${readingSeconds} seconds')
    )) - interval '${clockSeconds} seconds')::text as "settledBefore",
    (pg_snapshot_xmin(pg_current_snapshot())::text::bigint & 4294967295)::text as "oldestOpen",
    oid || '.' || relfilenode as file, pg_stat_get_tuples_deleted(oid)::text as deleted, reltuples as rows,
    current_setting('track_counts') = 'off' or exists (
      select ${openTransactions} and usesysid is not null and query = '<insufficient privilege>'
    ) as "isBlind"
  from pg_class where oid = '${table}'::regclass`;

/** Rows that were written since a {@link RunMark}, and some that were there. */
export const changedSince = ({ settledBefore, oldestOpen }: RunMark, client: pg.Client): string =>
  `where updated >= ${client.escapeLiteral(settledBefore)} and age(xmin) <= age(${client.escapeLiteral(oldestOpen)}::xid)`;
