import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ReceivedEvent } from "../received-event.ts";
import type { EventTrigger } from "./event-trigger.ts";

/** Seconds that an event may be older than the first one seen, and still count with it. */
export const lookback = 900;

/** What a trigger has counted in a window of time, for one bucketing key. */
export interface Bucket {
  readonly start: Timestamp;
  readonly end: Timestamp;
  readonly count: number;
  readonly lastEvent: ReceivedEvent | null;
}

export interface Evaluation {
  /** The bucket that is open from now on. */
  bucket: Bucket | undefined;
  /** For each time the trigger fired, the event that made it, or the last one it saw. */
  firings: (ReceivedEvent | null)[];
}

/** The bucket of an event's key once the event has opened one where it may; undefined where none is open. */
export function openBucket(trigger: EventTrigger, open: Bucket | undefined, event: ReceivedEvent): Bucket | undefined {
  const { after, within } = trigger.definition;
  const name = event.event;
  const starts = after.length > 0 ? trigger.startsAfter(name) : trigger.expects(name);
  if (!starts) return open;
  if (open) return { ...open, lastEvent: event };
  return {
    // The first bucket takes in what was on its way at the same time and is older.
    start: after.length > 0 ? event.occurred : event.occurred.plus(-lookback),
    end: event.occurred.plus(within),
    // An event that is both the start and what is awaited does not count as its own successor.
    count: after.length > 0 && trigger.expects(name) ? -1 : 0,
    lastEvent: event,
  };
}

/**
 * Looks at a trigger's open bucket at `now`, with an event that it expects or, from time to time, without. There is one
 * window at a time: a reactive trigger fires as soon as enough has happened and then waits for the rest of its window; a
 * proactive one fires at the end of a window in which not enough has.
 */
export function evaluate(trigger: EventTrigger, open: Bucket, now: Timestamp, event: ReceivedEvent | null): Evaluation {
  if (now.isBefore(open.start)) return { bucket: open, firings: [] };
  const { after, within } = trigger.definition;
  const hasTime = now.isBefore(open.end);
  const counts = event !== null && (trigger.isImmediate || hasTime);
  const bucket = counts ? { ...open, count: open.count + 1, lastEvent: event } : open;
  const isReady = trigger.isReactive || !hasTime;
  const fires = isReady && trigger.meetsThreshold(bucket.count);
  const firings = fires ? [event ?? bucket.lastEvent] : [];
  if (!fires && hasTime) return { bucket: event ? restarted(trigger, bucket, event) : bucket, firings };
  if (after.length > 0) return { bucket: undefined, firings };
  if (within === 0) return { bucket: fires ? undefined : bucket, firings };
  const start = now.isAfter(bucket.end) ? now : bucket.end;
  const next = { start, end: start.plus(within), count: 0, lastEvent: null };
  if (event === null || counts) return { bucket: next, firings };
  if (!trigger.isReactive) return { bucket: { ...next, count: 1 }, firings };
  const again = evaluate(trigger, next, now, event);
  return { bucket: again.bucket, firings: [...firings, ...again.firings] };
}

/**
 * A proactive trigger that waits, after each event of a kind, for the next of that kind (a heartbeat): each one opens the
 * window for the one after it.
 */
function restarted(trigger: EventTrigger, bucket: Bucket, event: ReceivedEvent): Bucket {
  const isItsOwnSuccessor =
    !trigger.isReactive &&
    !trigger.meetsThreshold(bucket.count) &&
    trigger.startsAfter(event.event) &&
    trigger.expects(event.event);
  if (!isItsOwnSuccessor) return bucket;
  const { occurred } = event;
  return { start: occurred, end: occurred.plus(trigger.definition.within), count: 0, lastEvent: event };
}
