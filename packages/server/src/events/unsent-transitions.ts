import type { Session } from "@prefect-ts/database/database";
import type { Tables } from "@prefect-ts/database/tables";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type Kysely, type SqlBool, sql } from "kysely";
import type { ServerContext, Tx } from "../context.ts";
import { flowRunStateEvent } from "../models/flow-run-events.ts";
import { readFlowRun } from "../models/flow-run-record.ts";
import { isPlan } from "../states/plans.ts";
import { stateFromRow } from "../states/rows.ts";

/** Seconds: no event waited longer than this for its place among those that are kept. */
const longestWait = 300;
/** Transitions that are told of again, the newest of them: more are a database that kept no events for a while. */
const mostUnsent = 5000;
const batchSize = 50;

const states = (db: Kysely<Tables>) =>
  db
    .selectFrom("flow_run_state")
    .select(["id", "type", "name", "timestamp", "message", "state_details", "flow_run_id"]);

type StateRow = Awaited<ReturnType<ReturnType<typeof states>["execute"]>>[number];

const isMissing = sql<SqlBool>`not exists (select 1 from events where events.id = flow_run_state.id)`;

/** When states were written. */
interface Span {
  since: Timestamp;
  until: Timestamp;
}

/** From the time of the last event on; undefined where no event was ever kept. */
async function sinceLastEvent({ db }: Session): Promise<Span | undefined> {
  const last = await db.selectFrom("events").select("updated").orderBy("updated", "desc").limit(1).executeTakeFirst();
  return last && { since: last.updated.plus(-longestWait), until: Timestamp.now() };
}

/** The states without an event, oldest first. */
async function unsentStates({ db }: Session, { since, until }: Span): Promise<StateRow[]> {
  const rows = await states(db)
    .where("updated", ">=", since)
    .where("updated", "<", until)
    .where(isMissing)
    .where(({ not }) => not(isPlan))
    .orderBy("updated", "desc")
    .limit(mostUnsent)
    .execute();
  return rows.reverse();
}

async function emitAgain(tx: Tx, row: StateRow): Promise<void> {
  const run = await readFlowRun(tx, row.flow_run_id);
  if (!run) return;
  const before = await states(tx.db)
    .where("flow_run_id", "=", row.flow_run_id)
    .where("timestamp", "<", row.timestamp)
    .orderBy("timestamp", "desc")
    .limit(1)
    .executeTakeFirst();
  const initial = before ? stateFromRow(before, null) : null;
  tx.emit(await flowRunStateEvent(tx, run, initial, stateFromRow(row, null)));
}

/**
 * Tells of the transitions whose events were lost: a server that is killed keeps its states, but not the events that
 * still waited in memory, nor those of a commit that it lost the answer to. An event has the id of its state, so one that
 * was kept after all is not kept twice. Looks at the states of `span`, by default those since the last event.
 */
export async function sendUnsentTransitions(context: ServerContext, span?: Span): Promise<number> {
  const unsent = await context.readWide(async (session) => {
    const looked = span ?? (await sinceLastEvent(session));
    return looked ? await unsentStates(session, looked) : [];
  });
  for (let at = 0; at < unsent.length; at += batchSize) {
    await context.write(async (tx) => {
      for (const row of unsent.slice(at, at + batchSize)) await emitAgain(tx, row);
    });
  }
  if (unsent.length > 0) context.log.info({ events: unsent.length }, "sent the events that a stop had lost");
  return unsent.length;
}
