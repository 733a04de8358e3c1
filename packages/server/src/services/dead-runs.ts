import type { Session } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ServerContext, Tx } from "../context.ts";
import { setFlowRunState } from "../models/flow-runs.ts";
import { newState } from "../states/state.ts";
import { type Service, writeEach } from "./service.ts";

const heartbeat = "prefect.flow-run.heartbeat";
/** Clients send no more often than that, in seconds; beats that are closer are of two attempts of a run. */
const shortestInterval = 30;
/** Seconds by which the clocks of servers may differ. */
const leeway = 1;
const mostAtOnce = 200;

const resourceOf = (id: string) => `prefect.flow-run.${id}`;

/**
 * When the last heartbeats of a run came since it is running, the newest first: by the server's clock, for the client's
 * may be another.
 */
async function beatsOf({ db }: Session, id: string, since: Timestamp): Promise<Timestamp[]> {
  const beats = await db
    .selectFrom("events")
    .select("received")
    .where("event", "=", heartbeat)
    .where("resource_id", "=", resourceOf(id))
    .orderBy("occurred", "desc")
    .limit(2)
    .execute();
  const begin = since.plus(-leeway);
  return beats.map(({ received }) => received).filter((received) => received.isAfter(begin));
}

const firstId = "00000000-0000-0000-0000-000000000000";

/** Runs that are running since before `before`, in the order of their ids. */
const runningRuns = ({ db }: Session, before: Timestamp, after = firstId) =>
  db
    .selectFrom("flow_run")
    .innerJoin("flow_run_state as state", "state.id", "flow_run.state_id")
    .select(["flow_run.id", "state.timestamp as since"])
    .where("flow_run.state_type", "=", "RUNNING")
    .where("state.timestamp", "<", before)
    .where("flow_run.id", ">", after)
    .orderBy("flow_run.id");

/** How the settings tell a dead run, and since when this server could have heard of one. */
interface Judgement {
  multiple: number;
  fallback: number;
  listeningSince: Timestamp;
}

/** Seconds since the last heartbeat of a run that is dead; undefined of one that lives, or never sent any. */
async function silence(
  session: Session,
  { id, since }: { id: string; since: Timestamp },
  { multiple, fallback, listeningSince }: Judgement,
): Promise<number | undefined> {
  const [last, previous] = await beatsOf(session, id, since);
  if (!last) return undefined;
  const interval = previous ? Math.max(last.since(previous), shortestInterval) : fallback;
  const now = Timestamp.now();
  const heard = last.isBefore(listeningSince) ? listeningSince : last;
  return now.since(heard) > interval * multiple ? now.since(last) : undefined;
}

async function markCrashed(tx: Tx, id: string, judgement: Judgement): Promise<void> {
  tx.lock("flow_run", id);
  const run = await runningRuns(tx, Timestamp.now()).where("flow_run.id", "=", id).executeTakeFirst();
  const seconds = run && (await silence(tx, run, judgement));
  if (seconds === undefined) return;
  const message = `The flow run's last heartbeat came ${Math.round(seconds)} seconds ago: its process is gone.`;
  await setFlowRunState(tx, { id, state: newState("CRASHED", { message }) });
}

/** When each server began to listen, and when it last looked. */
const listening = new WeakMap<ServerContext, { since: Timestamp; lastPass: Timestamp }>();

/** A server that was not there, or was asleep, heard no heartbeats: it waits as if they had come when it woke. */
function listeningSince(context: ServerContext, longestPause: number): Timestamp {
  const now = Timestamp.now();
  const known = listening.get(context);
  const since = known && now.since(known.lastPass) <= longestPause ? known.since : now;
  listening.set(context, { since, lastPass: now });
  return since;
}

/** Marks flow runs as crashed whose heartbeats have stopped; a run that never sent one is left alone. */
export const deadRuns: Service = {
  name: "dead runs",
  setting: "PREFECT_SERVER_SERVICES_DEAD_RUNS_ENABLED",
  summary: "Marks flow runs as crashed whose heartbeats have stopped.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_DEAD_RUNS_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_DEAD_RUNS_LOOP_SECONDS"),
  async pass(context, signal) {
    const { settings } = context;
    const multiple = settings.get("PREFECT_SERVER_SERVICES_DEAD_RUNS_INACTIVITY_HEARTBEAT_MULTIPLE");
    const loop = settings.get("PREFECT_SERVER_SERVICES_DEAD_RUNS_LOOP_SECONDS");
    const judgement: Judgement = {
      multiple,
      fallback: settings.get("PREFECT_SERVER_SERVICES_DEAD_RUNS_FALLBACK_HEARTBEAT_INTERVAL_SECONDS"),
      listeningSince: listeningSince(context, loop + multiple * shortestInterval),
    };
    const before = Timestamp.now().plus(-multiple * shortestInterval);
    let after = firstId;
    while (!signal.aborted) {
      const page = await context.read((session) => runningRuns(session, before, after).limit(mostAtOnce).execute());
      const dead: string[] = [];
      for (const run of page) {
        if ((await context.read((session) => silence(session, run, judgement))) !== undefined) dead.push(run.id);
      }
      await writeEach(context, signal, dead, (tx, id) => markCrashed(tx, id, judgement));
      after = page.at(-1)?.id ?? after;
      if (page.length < mostAtOnce) return;
    }
  },
};
