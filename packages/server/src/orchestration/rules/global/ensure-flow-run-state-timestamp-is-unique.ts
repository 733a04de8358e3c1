import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { transform } from "../../rule.ts";
import { isTimestampTaken } from "../../taken-timestamps.ts";

const microsecond = 1e-6;

/**
 * No two states of a flow run have the same timestamp: one that is taken moves on to the next free microsecond.
 * Stands before the transforms that read the timestamp.
 */
export const ensureFlowRunStateTimestampIsUnique = transform<FlowRunRecord>({
  name: "EnsureFlowRunStateTimestampIsUnique",
  before: async ({ tx, run, initial, freeTimestamp }, proposed) => {
    if (!initial || proposed.timestamp === freeTimestamp) return;
    while (await isTimestampTaken(tx, run.id, proposed.timestamp)) {
      proposed.timestamp = proposed.timestamp.plus(microsecond);
    }
  },
});
