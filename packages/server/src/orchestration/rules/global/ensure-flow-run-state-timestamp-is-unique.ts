import { prepared } from "@prefect-ts/database/prepared";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { transform } from "../../rule.ts";

const stateAt = prepared<{ flow_run_id: string; timestamp: Timestamp }>()((db, parameter) =>
  db
    .selectFrom("flow_run_state")
    .select("id")
    .where("flow_run_id", "=", parameter("flow_run_id"))
    .where("timestamp", "=", parameter("timestamp")),
);

const microsecond = 1e-6;

/**
 * No two states of a flow run have the same timestamp: one that is taken moves on to the next free microsecond.
 * Stands before the transforms that read the timestamp.
 */
export const ensureFlowRunStateTimestampIsUnique = transform<FlowRunRecord>({
  name: "EnsureFlowRunStateTimestampIsUnique",
  before: async ({ tx, run, initial }, proposed) => {
    if (!initial) return;
    const isTaken = async (timestamp: Timestamp) =>
      (await tx.run(stateAt.with({ flow_run_id: run.id, timestamp }))).rows.length > 0;
    while (await isTaken(proposed.timestamp)) proposed.timestamp = proposed.timestamp.plus(microsecond);
  },
});
