import { createContext, type ServerContext } from "@prefect-ts/server/context";
import { EventPipeline } from "@prefect-ts/server/events/pipeline";
import { AutomationEngine } from "@prefect-ts/server/events/triggers/automation-engine";
import { createAutomation } from "@prefect-ts/server/models/automations";
import { type Automation, AutomationCreate } from "@prefect-ts/schemas/automation";
import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { loadSettings } from "@prefect-ts/settings/settings";
import { pino } from "pino";
import { v4 as uuid4 } from "uuid";
import { testContext } from "./database.ts";

/** Events and automations on a database of their own, without a server. */
export interface TestAutomations {
  readonly context: ServerContext;
  readonly engine: AutomationEngine;
  /** Makes an automation; it does nothing when it triggers, unless it says otherwise. */
  create(automation: { trigger: object; actions?: object[]; [field: string]: unknown }): Promise<Automation>;
  /** Takes events in; resolves when they are durable. */
  emit(...events: Event[]): Promise<void>;
  /** The events about an automation so far, oldest first. */
  told(automation: Automation, name?: string): Promise<Event[]>;
  close(): Promise<void>;
}

interface EventFields {
  id?: string;
  resource?: Record<string, string>;
  related?: Record<string, string>[];
  /** Seconds from now. */
  at?: number;
  follows?: string | null;
  payload?: Record<string, unknown>;
}

export const testEvent = (event: string, { at = 0, resource, ...fields }: EventFields = {}): Event => ({
  id: uuid4(),
  event,
  occurred: Timestamp.now().plus(at),
  resource: { "prefect.resource.id": "thing.1", ...resource },
  related: [],
  payload: {},
  follows: null,
  ...fields,
});

export async function testAutomations(env: Record<string, string> = {}): Promise<TestAutomations> {
  const base = await testContext(env);
  const { database } = base;
  const settings = loadSettings({ env: { PREFECT_HOME: base.settings.get("PREFECT_HOME"), ...env }, cwd: "/" });
  const log = pino({ level: "silent" });
  const events = new EventPipeline({ settings, database, log });
  const context = createContext({ settings, database, events, log });
  const engine = new AutomationEngine(context);
  await engine.start(events, { evaluates: true });
  return {
    context,
    engine,
    create: ({ actions = [{ type: "do-nothing" }], ...fields }) => {
      const body = parse(AutomationCreate, { name: "an automation", actions, ...fields });
      return context.write((tx) => createAutomation(tx, body));
    },
    emit: (...emitted) => events.publish(emitted),
    told: ({ id }, name) =>
      context.read(async ({ db }) => {
        let query = db.selectFrom("events").selectAll().where("resource_id", "=", `prefect.automation.${id}`);
        if (name !== undefined) query = query.where("event", "=", name);
        return await query.orderBy("recorded").orderBy("occurred").orderBy("id").execute();
      }),
    async close() {
      await events.close();
      await engine.close();
      await base.close();
    },
  };
}
