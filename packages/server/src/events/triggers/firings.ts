import { json } from "@prefect-ts/database/values";
import { Firing } from "@prefect-ts/schemas/firing";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { TriggerInput } from "@prefect-ts/schemas/trigger";
import { parse } from "@prefect-ts/schemas/validation/compile";
import type { Automation } from "@prefect-ts/schemas/automation";
import type { Transaction } from "@prefect-ts/database/database";
import { uuid7 } from "../../ids.ts";
import { type CompositeTrigger, parentOf } from "./loaded-automations.ts";

type Cause = Partial<Pick<Firing, "triggering_labels" | "triggering_firings" | "triggering_event">>;

export const newFiring = (trigger: TriggerInput, cause: Cause): Firing => ({
  id: uuid7(),
  trigger,
  trigger_states: ["Triggered"],
  triggered: Timestamp.now(),
  triggering_labels: {},
  triggering_firings: [],
  triggering_event: null,
  triggering_value: null,
  ...cause,
});

function expectedFirings(trigger: CompositeTrigger): number {
  if (trigger.type === "sequence" || trigger.require === "all") return trigger.triggers.length;
  return trigger.require === "any" ? 1 : trigger.require;
}

const byTime = (a: Firing, b: Firing) => a.triggered.micros - b.triggered.micros || (a.id < b.id ? -1 : 1);

function isReady(trigger: CompositeTrigger, firings: readonly Firing[]): boolean {
  if (firings.length < expectedFirings(trigger)) return false;
  if (trigger.type === "compound") return true;
  return firings.toSorted(byTime).every((firing, index) => firing.trigger.id === trigger.triggers[index]?.id);
}

/** The firings of a group's triggers that count, with the newest one of each. */
async function collect(
  tx: Transaction,
  automationId: string,
  group: CompositeTrigger,
  firing: Firing,
): Promise<Firing[]> {
  const ofGroup = { automation_id: automationId, parent_trigger_id: group.id };
  // Those who evaluate the same automation at the same time would not see each other's firing.
  await tx.db
    .selectFrom("automation")
    .select("id")
    .where("id", "=", automationId)
    .modifyEnd(tx.dialect.lockRows)
    .execute();
  if (group.within !== null) {
    await tx.db
      .deleteFrom("composite_trigger_child_firing")
      .where("automation_id", "=", automationId)
      .where("parent_trigger_id", "=", group.id)
      .where("child_fired_at", "<", firing.triggered.plus(-group.within))
      .execute();
  }
  const now = Timestamp.now();
  const content = {
    child_firing_id: firing.id,
    child_fired_at: firing.triggered,
    child_firing: json(firing),
    updated: now,
  };
  await tx.db
    .insertInto("composite_trigger_child_firing")
    .values({ id: uuid7(), created: now, ...ofGroup, child_trigger_id: firing.trigger.id, ...content })
    .onConflict((conflict) =>
      conflict.columns(["automation_id", "parent_trigger_id", "child_trigger_id"]).doUpdateSet(content),
    )
    .execute();
  const rows = await tx.db
    .selectFrom("composite_trigger_child_firing")
    .select("child_firing")
    .where("automation_id", "=", automationId)
    .where("parent_trigger_id", "=", group.id)
    .where(
      "child_trigger_id",
      "in",
      group.triggers.map(({ id }) => id),
    )
    .execute();
  return rows.map(({ child_firing: found }) => parse(Firing, found));
}

/**
 * What a firing leads to: itself where its trigger is the automation's own, else that of the groups it is in, as far as
 * they fire with it; undefined where they wait for more.
 */
export async function outermostFiring(
  tx: Transaction,
  automation: Automation,
  firing: Firing,
): Promise<Firing | undefined> {
  const group = parentOf(automation.trigger, firing.trigger.id);
  if (!group) return firing;
  const event = { triggering_event: firing.triggering_event };
  if (expectedFirings(group) === 1) {
    return await outermostFiring(tx, automation, newFiring(group, { triggering_firings: [firing], ...event }));
  }
  const firings = await collect(tx, automation.id, group, firing);
  if (!isReady(group, firings)) return undefined;
  await tx.db
    .deleteFrom("composite_trigger_child_firing")
    .where("automation_id", "=", automation.id)
    .where("parent_trigger_id", "=", group.id)
    .where(
      "child_firing_id",
      "in",
      firings.map(({ id }) => id),
    )
    .execute();
  return await outermostFiring(tx, automation, newFiring(group, { triggering_firings: firings, ...event }));
}
