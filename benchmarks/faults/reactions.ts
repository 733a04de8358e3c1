import type { Database } from "@prefect-ts/database/database";
import { type HttpRecorder, httpRecorder } from "@prefect-ts/testing/http-recorder";
import { countBy, type Finding, notOnce } from "./findings.ts";
import { fire, groupLabel, groupSize } from "./posted-events.ts";
import type { RetryingClient } from "./retrying-client.ts";

const hourSeconds = 3600;
const reported = "prefect.automation.action.";

interface Call {
  about: string;
  event: string;
  firing: string;
}

/** Automations: what they do in the database is to happen once, what they do outside at least once, for the same firing. */
export class Reactions {
  private readonly client: RetryingClient;
  private readonly recorder: HttpRecorder;
  private target = "";
  private counting = "";

  private constructor(client: RetryingClient, recorder: HttpRecorder) {
    this.client = client;
    this.recorder = recorder;
  }

  static async start(client: RetryingClient): Promise<Reactions> {
    const reactions = new Reactions(client, await httpRecorder());
    await reactions.prepare();
    return reactions;
  }

  close(): Promise<void> {
    return this.recorder.close();
  }

  /** After the events of those ids were taken. */
  async findings(database: Database, fired: readonly string[]): Promise<Finding[]> {
    const runs = await database.read(({ db }) =>
      db.selectFrom("flow_run").select(["parameters"]).where("deployment_id", "=", this.target).execute(),
    );
    const completed = await database.read(({ db }) =>
      db.selectFrom("flow_run_state").select(["id"]).where("type", "=", "COMPLETED").execute(),
    );
    const events = await database.read(({ db }) =>
      db
        .selectFrom("events")
        .select(["event", "resource", "payload"])
        .where("event", "like", "prefect.automation.%")
        .execute(),
    );
    const ends = events.filter(({ event }) => event.startsWith(reported));
    const failed = ends.filter(({ event }) => event === `${reported}failed`);
    const triggered = events.filter(
      ({ event, resource }) =>
        event === "prefect.automation.triggered" &&
        resource["prefect.resource.id"] === `prefect.automation.${this.counting}`,
    );
    const firings = Math.floor(fired.length / groupSize);
    return [
      {
        what: "runs that automations made, one an event",
        found: runs.length,
        wrong: [
          ...notOnce(
            countBy(runs, ({ parameters }) => String(Object(parameters).event)),
            fired,
          ),
          ...(runs.length === fired.length ? [] : [`${fired.length} are expected`]),
        ],
      },
      ...this.callFindings("event", fired),
      ...this.callFindings(
        "transition",
        completed.map(({ id }) => id),
      ),
      {
        what: `firings of a trigger that counts groups of ${groupSize}`,
        found: triggered.length,
        wrong: triggered.length === firings ? [] : [`${firings} are expected of ${fired.length} events`],
      },
      {
        what: "events of actions, each once",
        found: ends.length,
        wrong: [...countBy(ends, ({ event, payload }) => `${event} ${String(payload["invocation"])}`)].flatMap(
          ([key, n]) => (n === 1 ? [] : [`${key}: ${n} times`]),
        ),
      },
      {
        what: "actions that failed, none",
        found: failed.length,
        wrong: failed.map(({ payload }) => JSON.stringify(payload)),
      },
    ];
  }

  private callFindings(about: string, expected: readonly string[]): Finding[] {
    const calls: Call[] = this.recorder.requests
      .map(({ body }) => JSON.parse(body))
      .filter((call: Call) => call.about === about);
    const firings = new Map<string, Set<string>>();
    for (const { event, firing } of calls) firings.set(event, (firings.get(event) ?? new Set()).add(firing));
    return [
      {
        what: `webhooks about each ${about}, with one key`,
        found: calls.length,
        wrong: [
          ...expected.filter((id) => !firings.has(id)).map((id) => `none about ${id}`),
          ...[...firings].flatMap(([id, keys]) => (keys.size === 1 ? [] : [`${keys.size} keys about ${id}`])),
        ],
      },
      { what: "of them, those that came again", found: calls.length - firings.size, wrong: [] },
    ];
  }

  private async prepare(): Promise<void> {
    const { client } = this;
    const block_document_id = await this.webhook();
    const { id: flow_id } = await client.expect("POST", "/flows/", { name: "reaction" });
    this.target = String((await client.expect("POST", "/deployments/", { name: "target", flow_id }))["id"]);
    const call = (about: string) => ({
      type: "call-webhook",
      block_document_id,
      payload: JSON.stringify({ about, event: "{{ event.id }}", firing: "{{ firing.id }}" }),
    });
    const run = { type: "run-deployment", deployment_id: this.target, parameters: { event: "{{ event.id }}" } };
    await this.automate("each event", { expect: [fire] }, [run, call("event")]);
    await this.automate(
      "each completed run",
      { expect: ["prefect.flow-run.Completed"], for_each: ["prefect.resource.id"] },
      [call("transition")],
    );
    const counting = { expect: [fire], for_each: [groupLabel], threshold: groupSize, within: hourSeconds };
    this.counting = await this.automate("each group", counting, [{ type: "do-nothing" }]);
  }

  private async automate(name: string, trigger: object, actions: readonly object[]): Promise<string> {
    const body = { name, trigger: { type: "event", posture: "Reactive", ...trigger }, actions };
    return String((await this.client.expect("POST", "/automations/", body))["id"]);
  }

  private async webhook(): Promise<string> {
    const { client } = this;
    const { id: block_type_id } = await client.expect("GET", "/block_types/slug/webhook");
    const filter = { block_schemas: { block_type_id: { any_: [block_type_id] } } };
    const [schema] = Object.values(await client.expect("POST", "/block_schemas/filter", filter));
    const document = {
      name: "recorder",
      block_type_id,
      block_schema_id: Object(schema).id,
      data: { method: "POST", url: this.recorder.url },
    };
    return String((await client.expect("POST", "/block_documents/", document))["id"]);
  }
}
