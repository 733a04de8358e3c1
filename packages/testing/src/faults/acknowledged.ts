import { DatabaseSync } from "node:sqlite";
import { v4 as uuid4 } from "uuid";

/** What a server answered for: it must be there ever after. */
export class Acknowledged {
  /** Flow runs, by id, with the last state that was answered. */
  readonly runs = new Map<string, string>();
  readonly logs: string[] = [];
  readonly events: string[] = [];
  /** Answers that were not a success. */
  readonly refused: string[] = [];
}

const states = ["PENDING", "RUNNING", "COMPLETED"];

async function post(url: string, path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

export interface WriteOptions {
  /** Off for a database that cannot be written to: those who send events wait until it can. */
  events?: boolean;
}

/** Flow runs with their states, logs and events, one after another, until the server is gone or `stop` says so. */
export async function writeUntilGone(
  url: string,
  kept: Acknowledged,
  stop: () => boolean = () => false,
  { events = true }: WriteOptions = {},
): Promise<void> {
  try {
    const flow_id = await flowId(url);
    while (!stop()) await oneLife(url, flow_id, kept, events);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
  }
}

/** Of the flow that all runs belong to; reads only, where it is there already. */
async function flowId(url: string): Promise<string> {
  const known = await fetch(`${url}/flows/name/faults`);
  if (known.ok) return Object(await known.json()).id;
  return Object((await post(url, "/flows/", { name: "faults" })).body).id;
}

async function oneLife(url: string, flow_id: string, kept: Acknowledged, events: boolean): Promise<void> {
  const succeeded = ({ status, body }: { status: number; body: unknown }) => {
    if (status < 300) return true;
    kept.refused.push(`${status} ${JSON.stringify(body)}`);
    return false;
  };
  const created = await post(url, "/flow_runs/", { flow_id, state: { type: "SCHEDULED" } });
  if (!succeeded(created)) return;
  const id = String(Object(created.body).id);
  kept.runs.set(id, "SCHEDULED");
  for (const type of states) {
    const answer = await post(url, `/flow_runs/${id}/set_state`, { state: { type }, force: true });
    if (succeeded(answer)) kept.runs.set(id, type);
    const message = uuid4();
    const timestamp = new Date().toISOString();
    if (succeeded(await post(url, "/logs/", [{ name: "n", level: 20, message, timestamp, flow_run_id: id }]))) {
      kept.logs.push(message);
    }
    const event = { id: uuid4(), occurred: timestamp, event: "fault.test", resource: { "prefect.resource.id": "x.1" } };
    if (events && succeeded(await post(url, "/events", [event]))) kept.events.push(event.id);
  }
}

const order = ["SCHEDULED", ...states];
const textOf = (value: unknown) => String(value).replaceAll("-", "");

/** What is wrong with a database file: writes that were answered and are not there, and writes that are there by half. */
export function defects(file: string, kept: Acknowledged): string[] {
  const db = new DatabaseSync(file);
  try {
    const column = (sql: string) =>
      new Set(
        db
          .prepare(sql)
          .all()
          .map((row) => textOf(Object.values(row)[0])),
      );
    const found = (what: string, sql: string) => {
      const rows = db.prepare(sql).all();
      return rows.length > 0 ? [`${what}: ${JSON.stringify(rows[0])}`] : [];
    };
    const logs = column("SELECT message FROM log");
    const events = column("SELECT id FROM events");
    const runs = new Map(
      db
        .prepare("SELECT id, state_type FROM flow_run")
        .all()
        .map((row) => [textOf(row.id), String(row.state_type)]),
    );
    return [
      ...found("foreign keys", "PRAGMA foreign_key_check"),
      ...found("integrity", "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
      ...found(
        "a run without its state",
        "SELECT r.id FROM flow_run r LEFT JOIN flow_run_state s ON s.id = r.state_id AND s.flow_run_id = r.id AND s.type = r.state_type WHERE s.id IS NULL",
      ),
      ...found(
        "a state later than its run's",
        "SELECT s.id FROM flow_run_state s JOIN flow_run r ON r.id = s.flow_run_id WHERE s.timestamp > r.state_timestamp",
      ),
      ...[...kept.runs].flatMap(([id, state]) => {
        const now = runs.get(textOf(id));
        return now !== undefined && order.indexOf(now) >= order.indexOf(state)
          ? []
          : [`run ${id}: ${state}, now ${now}`];
      }),
      ...kept.logs.flatMap((message) => (logs.has(textOf(message)) ? [] : [`log ${message} is gone`])),
      ...kept.events.flatMap((id) => (events.has(textOf(id)) ? [] : [`event ${id} is gone`])),
    ];
  } finally {
    db.close();
  }
}
