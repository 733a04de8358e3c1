import type { Session } from "@prefect-ts/database/database";
import { automationsMatching } from "@prefect-ts/database/filters/matching-resources";
import { orderAutomations } from "@prefect-ts/database/sorts";
import type { AutomationTable } from "@prefect-ts/database/tables/automation";
import { json } from "@prefect-ts/database/values";
import {
  type Automation,
  type AutomationCreate,
  type AutomationFilter,
  type AutomationSort,
  type AutomationUpdate,
  loopOf,
  StoredAutomation,
} from "@prefect-ts/schemas/automation";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { TriggerInput } from "@prefect-ts/schemas/trigger";
import { compile, fieldsSet } from "@prefect-ts/schemas/validation/compile";
import type { Selectable } from "kysely";
import { v4 as uuid4 } from "uuid";
import type { Tx } from "../context.ts";
import { uuid7 } from "../ids.ts";
import { checkActionVariables } from "./automation-job-variables.ts";
import { relateAutomation, relateToDeployments } from "./automation-resources.ts";
import type { ListPart } from "./flows.ts";
import { objectEvent } from "./object-events.ts";

type AutomationRow = Selectable<AutomationTable>;

/** An automation would start runs without an end. */
export class EndlessAutomationError extends Error {
  override name = "EndlessAutomationError";
  readonly automation: Automation;

  constructor(message: string, automation: Automation) {
    super(message);
    this.automation = automation;
  }
}

/** The automation that a row holds. Throws where it is none. */
export function readAutomationRow(row: AutomationRow): Automation {
  const parsed = compile(StoredAutomation)(row);
  if (!parsed.ok) throw new Error(`the automation ${row.id} cannot be read: ${parsed.errors[0]?.msg}`);
  return { ...parsed.value, id: row.id, created: row.created, updated: row.updated };
}

const emit = (tx: Tx, automation: Automation, verb: "created" | "updated" | "deleted") => {
  const payload: Record<string, unknown> = { ...automation };
  tx.emit(objectEvent({ kind: "automation", id: automation.id, name: automation.name }, verb, payload));
};

/** On which servers are told that automations changed. */
export const automationChannel = "prefect_ts_automations";

function tell(tx: Tx, id: string, automation?: Automation): void {
  tx.afterCommit(() => tx.automationChanges.publish([{ id, automation }]));
  tx.notify(automationChannel, id);
}

/** A trigger with new ids for itself and those in it: an id from outside could be another trigger's. */
function withNewIds<T extends TriggerInput>(trigger: T): T {
  return trigger.type === "event"
    ? { ...trigger, id: uuid4() }
    : { ...trigger, id: uuid4(), triggers: trigger.triggers.map(withNewIds) };
}

/** Throws 422 where the pool of a deployment that it runs does not accept its job variables; 404. */
export async function createAutomation(tx: Tx, create: AutomationCreate): Promise<Automation> {
  await checkActionVariables(tx, create.actions);
  const { owner_resource: owner, ...fields } = create;
  const now = Timestamp.now();
  const automation = { ...fields, trigger: withNewIds(fields.trigger), id: uuid7(), created: now, updated: now };
  await tx.db
    .insertInto("automation")
    .values({
      ...automation,
      tags: json(automation.tags),
      trigger: json(automation.trigger),
      actions: json(automation.actions),
      actions_on_trigger: json(automation.actions_on_trigger),
      actions_on_resolve: json(automation.actions_on_resolve),
    })
    .execute();
  await relateToDeployments(tx, automation);
  if (owner) await relateAutomation(tx, automation.id, owner, { owned: true });
  emit(tx, automation, "created");
  tell(tx, automation.id, automation);
  return automation;
}

export async function readAutomation(session: Session, id: string): Promise<Automation | undefined> {
  const row = await session.db.selectFrom("automation").selectAll().where("id", "=", id).executeTakeFirst();
  return row && readAutomationRow(row);
}

export async function readAutomations(
  session: Session,
  filter: AutomationFilter | null,
  sort: AutomationSort,
  part: ListPart,
): Promise<Automation[]> {
  const rows = await orderAutomations(automationsMatching(session, filter).selectAll("automation"), sort)
    .limit(part.limit)
    .offset(part.offset)
    .execute();
  return rows.map(readAutomationRow);
}

export async function countAutomations(session: Session, filter: AutomationFilter | null): Promise<number> {
  const { count } = await automationsMatching(session, filter)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Those that a resource owns, or that act on it. */
export async function readAutomationsRelatedTo(session: Session, resourceId: string): Promise<Automation[]> {
  const rows = await session.db
    .selectFrom("automation")
    .innerJoin("automation_related_resource as related", "related.automation_id", "automation.id")
    .selectAll("automation")
    .where("related.resource_id", "=", resourceId)
    .execute();
  return rows.map(readAutomationRow);
}

const jsonFields = ["tags", "trigger", "actions", "actions_on_trigger", "actions_on_resolve"] as const;

/** Sets what the update names; false where there is no such automation. Throws 422 as {@link createAutomation}; 404. */
export async function updateAutomation(tx: Tx, id: string, given: AutomationUpdate): Promise<boolean> {
  await checkActionVariables(tx, given.actions, { evenEmpty: true });
  const update = { ...given, trigger: withNewIds(given.trigger) };
  const names = fieldsSet(given);
  const { numUpdatedRows } = await tx.db
    .updateTable("automation")
    .set({
      name: update.name,
      ...(names.has("description") && { description: update.description }),
      ...(names.has("enabled") && { enabled: update.enabled }),
      ...Object.fromEntries(
        jsonFields.filter((field) => names.has(field)).map((field) => [field, json(update[field])]),
      ),
      updated: Timestamp.now(),
    })
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await relateToDeployments(tx, { id, actions: update.actions });
  return await tellUpdated(tx, id);
}

async function tellUpdated(tx: Tx, id: string): Promise<boolean> {
  const automation = await readAutomation(tx, id);
  if (!automation) return false;
  emit(tx, automation, "updated");
  tell(tx, id, automation);
  return true;
}

/**
 * Switches an automation on or off; undefined leaves it as it is. False where there is no such automation. Throws
 * EndlessAutomationError.
 */
export async function setAutomationEnabled(tx: Tx, id: string, isEnabled: boolean | undefined): Promise<boolean> {
  const current = await readAutomation(tx, id);
  if (!current) return false;
  const changed = { ...current, enabled: isEnabled ?? true };
  const loop = loopOf(changed);
  if (loop !== undefined) throw new EndlessAutomationError(loop, changed);
  if (isEnabled !== undefined) {
    const set = { enabled: isEnabled, updated: Timestamp.now() };
    await tx.db.updateTable("automation").set(set).where("id", "=", id).execute();
  }
  return await tellUpdated(tx, id);
}

async function remove(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.db.deleteFrom("automation").where("id", "in", ids).execute();
  for (const id of ids) tell(tx, id);
}

/** False where there is no such automation. */
export async function deleteAutomation(tx: Tx, id: string): Promise<boolean> {
  const automation = await readAutomation(tx, id);
  if (!automation) return false;
  await remove(tx, [id]);
  emit(tx, automation, "deleted");
  return true;
}

/** Deletes the automations that belong to a resource, such as a deployment's triggers; those made from `before` on stay. */
export async function deleteAutomationsOwnedBy(tx: Tx, resourceId: string, before: Timestamp): Promise<void> {
  const owned = await tx.db
    .selectFrom("automation_related_resource as relation")
    .innerJoin("automation", "automation.id", "relation.automation_id")
    .select("relation.automation_id")
    .where("relation.resource_id", "=", resourceId)
    .where("relation.automation_owned_by_resource", "=", true)
    .where("automation.created", "<", before)
    .execute();
  await remove(
    tx,
    owned.map(({ automation_id: id }) => id),
  );
}
