import type { Session } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";

const stateAt = prepared<{ flow_run_id: string; timestamp: Timestamp }>()((db, parameter) =>
  db
    .selectFrom("flow_run_state")
    .select("id")
    .where("flow_run_id", "=", parameter("flow_run_id"))
    .where("timestamp", "=", parameter("timestamp")),
);

/** Whether a flow run has a state with that timestamp. */
export async function isTimestampTaken(session: Session, flowRunId: string, timestamp: Timestamp): Promise<boolean> {
  return (await session.run(stateAt.with({ flow_run_id: flowRunId, timestamp }))).rows.length > 0;
}
