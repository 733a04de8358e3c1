import type { Database } from "@prefect-ts/database/database";
import { countBy, type Finding, notOnce } from "./findings.ts";

const idOf = (labels: Record<string, string>) => labels["prefect.resource.id"] ?? "";

const stateRows = (database: Database) =>
  database.read(({ db }) =>
    db
      .selectFrom("flow_run_state as state")
      .innerJoin("flow_run as run", "run.id", "state.flow_run_id")
      .select(["state.id", "state.type", "state.name", "state.flow_run_id", "state.timestamp", "run.auto_scheduled"])
      .orderBy("state.flow_run_id")
      .orderBy("state.timestamp")
      .execute(),
  );

const eventRows = (database: Database) =>
  database.read(({ db }) =>
    db
      .selectFrom("events")
      .select(["id", "event", "resource", "related", "follows"])
      .where("event", "like", "prefect.flow-run.%")
      .execute(),
  );

const resourceCounts = (database: Database) =>
  database.read(({ db }) =>
    db
      .selectFrom("event_resources")
      .select(({ fn }) => ["event_id", fn.countAll<number | string>().as("n")])
      .groupBy("event_id")
      .execute(),
  );

/** Transitions against their events: each has one, which says what it follows; the first state of a planned run has none. */
export async function transitionFindings(database: Database): Promise<Finding[]> {
  const [states, events] = [await stateRows(database), await eventRows(database)];
  const before = new Map<string, string | null>();
  for (const [index, state] of states.entries()) {
    const last = states[index - 1];
    before.set(state.id, last?.flow_run_id === state.flow_run_id ? last.id : null);
  }
  const planned = new Set(states.filter((s) => s.auto_scheduled && before.get(s.id) === null).map(({ id }) => id));
  const told = states.filter(({ id }) => !planned.has(id));
  const known = new Set(told.map(({ id }) => id));
  const resources = new Map((await resourceCounts(database)).map(({ event_id, n }) => [event_id, Number(n)]));
  return [
    {
      what: "events of transitions, each once",
      found: events.length,
      wrong: [
        ...notOnce(
          countBy(events, ({ id }) => id),
          known,
        ),
        ...events.filter(({ id }) => !known.has(id)).map(({ id, event }) => `${event} ${id} belongs to no transition`),
      ],
    },
    {
      what: "their order",
      found: events.length,
      wrong: events
        .filter(
          ({ id, follows }) =>
            known.has(id) && follows !== (planned.has(before.get(id) ?? "") ? follows : before.get(id)),
        )
        .map(({ id, event, follows }) => `${event} ${id} follows ${follows}, not ${before.get(id)}`),
    },
    {
      what: "their resources",
      found: events.length,
      wrong: events
        .filter(({ id, related }) => resources.get(id) !== 1 + related.length)
        .map(({ id, event, resource }) => `${event} ${id} of ${idOf(resource)} has ${resources.get(id) ?? 0}`),
    },
  ];
}
