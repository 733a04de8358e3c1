import type { Session } from "@prefect-ts/database/database";
import type { FlowRunInput } from "@prefect-ts/schemas/flow-run-input";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";

const columns = ["id", "created", "updated", "flow_run_id", "key", "value", "sender"] as const;

/** Keeps a value for a flow run. Throws IntegrityError where the key is taken or there is no such run. */
export async function createFlowRunInput(
  tx: Tx,
  input: { flow_run_id: string; key: string; value: string; sender: string | null },
): Promise<void> {
  const now = Timestamp.now();
  await tx.db
    .insertInto("flow_run_input")
    .values({ id: uuid7(), created: now, updated: now, ...input })
    .execute();
}

export const readFlowRunInput = (session: Session, flowRunId: string, key: string): Promise<FlowRunInput | undefined> =>
  session.db
    .selectFrom("flow_run_input")
    .select(columns)
    .where("flow_run_id", "=", flowRunId)
    .where("key", "=", key)
    .executeTakeFirst();

/** The inputs whose key begins with `prefix`, oldest first. */
export function filterFlowRunInputs(
  session: Session,
  flowRunId: string,
  { prefix, limit, excludeKeys }: { prefix: string; limit: number; excludeKeys: readonly string[] },
): Promise<FlowRunInput[]> {
  const query = session.db
    .selectFrom("flow_run_input")
    .select(columns)
    .where("flow_run_id", "=", flowRunId)
    .where("key", "like", `${prefix}%`)
    .orderBy("created")
    .limit(limit);
  return (excludeKeys.length > 0 ? query.where("key", "not in", excludeKeys) : query).execute();
}

/** False where there is no such input. */
export async function deleteFlowRunInput(tx: Tx, flowRunId: string, key: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom("flow_run_input")
    .where("flow_run_id", "=", flowRunId)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
