import type { Transaction } from "@prefect-ts/database/database";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { actionsOf, keepActions, type TriggeredAction } from "../actions/triggered-action.ts";
import type { ReceivedEvent } from "../received-event.ts";
import { announcementOf } from "./announcement.ts";
import { Buckets } from "./buckets.ts";
import { type Bucket, evaluate, openBucket } from "./evaluate.ts";
import type { EventTrigger } from "./event-trigger.ts";
import { newFiring, outermostFiring } from "./firings.ts";

/** Evaluations of triggers in one transaction, and what comes of them. */
export class EvaluationPass {
  readonly announcements: ReceivedEvent[] = [];
  readonly actions: TriggeredAction[] = [];
  private readonly tx: Transaction;
  private readonly buckets: Buckets;

  constructor(tx: Transaction) {
    this.tx = tx;
    this.buckets = new Buckets(tx);
  }

  /** Has a trigger look at an event that it covers. */
  async react(trigger: EventTrigger, event: ReceivedEvent): Promise<void> {
    const { after, threshold } = trigger.definition;
    // Such a trigger never has an open bucket to look for.
    if (trigger.isImmediate && after.length === 0 && threshold <= 1) {
      return await this.fire(trigger, trigger.bucketingKey(event), event);
    }
    const key = trigger.bucketingKey(event);
    const bucket = openBucket(trigger, await this.buckets.get(trigger, key), event);
    await this.buckets.set(trigger, key, bucket);
    if (bucket && trigger.expects(event.event)) await this.evaluate(trigger, key, bucket, event.occurred, event);
  }

  /** Opens a bucket where none is open for its key. */
  async ensure(trigger: EventTrigger, key: readonly string[], bucket: Bucket): Promise<void> {
    if (!(await this.buckets.get(trigger, key))) await this.buckets.set(trigger, key, bucket);
  }

  /** Takes a bucket as it is in the database, so that it is not read again. */
  know(trigger: EventTrigger, key: readonly string[], bucket: Bucket): void {
    this.buckets.know(trigger, key, bucket);
  }

  /** Looks at a bucket; answers the one that is open from now on. */
  async evaluate(
    trigger: EventTrigger,
    key: readonly string[],
    bucket: Bucket,
    now: Timestamp,
    event: ReceivedEvent | null,
  ): Promise<Bucket | undefined> {
    const evaluation = evaluate(trigger, bucket, now, event);
    await this.buckets.set(trigger, key, evaluation.bucket);
    for (const cause of evaluation.firings) await this.fire(trigger, key, cause);
    return evaluation.bucket;
  }

  /** Writes the buckets and the actions. The announcements are left to the caller. */
  async flush(): Promise<void> {
    await this.buckets.flush();
    keepActions(this.tx, this.actions);
  }

  private async fire(trigger: EventTrigger, key: readonly string[], cause: ReceivedEvent | null): Promise<void> {
    const labels = trigger.labelsOf(key);
    const { automation, definition } = trigger;
    const firing = newFiring(definition, { triggering_labels: labels, triggering_event: cause });
    const outermost = await outermostFiring(this.tx, automation, firing);
    if (!outermost) return;
    const announcement = announcementOf(automation, outermost);
    this.announcements.push(announcement);
    this.actions.push(...actionsOf(automation, outermost, announcement));
  }
}
