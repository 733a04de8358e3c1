import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../../context.ts";
import { dueBuckets, firstEnd, removeSatisfied } from "./buckets.ts";
import { EvaluationPass } from "./evaluation-pass.ts";
import type { EventTrigger } from "./event-trigger.ts";

/**
 * Looks at the windows of a proactive trigger that have ended by `asOf`. Answers what came of it, and when to look
 * again.
 */
export async function evaluateProactively(
  tx: Tx,
  trigger: EventTrigger,
  asOf: Timestamp,
): Promise<{ pass: EvaluationPass; again: Timestamp }> {
  const opening = new EvaluationPass(tx);
  const end = asOf.plus(trigger.definition.within);
  if (trigger.keyLabels.length === 0)
    await opening.ensure(trigger, [], { start: asOf, end, count: 0, lastEvent: null });
  await opening.flush();
  await removeSatisfied(tx, trigger);
  const pass = new EvaluationPass(tx);
  for (const { key, bucket } of await dueBuckets(tx, trigger, asOf)) {
    pass.know(trigger, key, bucket);
    await pass.evaluate(trigger, key, bucket, asOf, null);
  }
  await pass.flush();
  const first = await firstEnd(tx, trigger);
  return { pass, again: first?.isBefore(end) ? first : end };
}
