import { type Prepared, prepared } from "@prefect-ts/database/prepared";
import type { Tx } from "../context.ts";
import type { FlowRunRecord } from "./flow-run-record.ts";

/** The rows that a flow run points to. */
export type Place = Pick<FlowRunRecord, "flow_id" | "deployment_id" | "work_queue_id" | "parent_task_run_id">;

type Part = Exclude<keyof Place, "flow_id">;

/** Only what the run has is joined: a plan for all of it took PostgreSQL twenty times as long to make as to run, and it made one for each run. */
const originQuery = (has: Record<Part, boolean>) =>
  prepared<Place>()((db, parameter) =>
    db
      .selectFrom("flow")
      .select(["flow.id as flow_id", "flow.name as flow_name", "flow.tags as flow_tags", "flow.labels as flow_labels"])
      .$if(has.deployment_id, (query) =>
        query
          .leftJoin("deployment", (on) => on.on("deployment.id", "=", parameter("deployment_id")))
          .select([
            ...(["deployment.id as deployment_id", "deployment.name as deployment_name"] as const),
            ...(["deployment.tags as deployment_tags", "deployment.labels as deployment_labels"] as const),
            "deployment.flow_id as deployment_flow_id",
          ]),
      )
      .$if(has.work_queue_id, (query) =>
        query
          .leftJoin("work_queue", (on) => on.on("work_queue.id", "=", parameter("work_queue_id")))
          .leftJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
          .select([
            ...(["work_queue.id as work_queue_id", "work_queue.name as work_queue_name"] as const),
            ...(["work_pool.id as work_pool_id", "work_pool.name as work_pool_name"] as const),
            "work_pool.type as work_pool_type",
          ]),
      )
      .$if(has.parent_task_run_id, (query) =>
        query
          .leftJoin("task_run", (on) => on.on("task_run.id", "=", parameter("parent_task_run_id")))
          .select([
            ...(["task_run.id as task_run_id", "task_run.name as task_run_name"] as const),
            "task_run.tags as task_run_tags",
          ]),
      )
      .where("flow.id", "=", parameter("flow_id")),
  );

type RowOf<Query> = Query extends Prepared<Place, infer Row> ? Row : never;

/** What a flow run comes from: its flow, and, where it has them, its deployment, its queue and pool, the task run that it is of. */
export type Origin = RowOf<ReturnType<typeof originQuery>>;

const queries = new Map<string, ReturnType<typeof originQuery>>();

function queryFor(place: Place) {
  const has = {
    deployment_id: place.deployment_id !== null,
    work_queue_id: place.work_queue_id !== null,
    parent_task_run_id: place.parent_task_run_id !== null,
  };
  const key = Object.values(has).join();
  const query = queries.get(key) ?? originQuery(has);
  queries.set(key, query);
  return query;
}

/** Undefined where there is no such flow. */
export async function readOrigin(tx: Tx, place: Place): Promise<Origin | undefined> {
  return (await tx.run(queryFor(place).with(place))).rows[0];
}
