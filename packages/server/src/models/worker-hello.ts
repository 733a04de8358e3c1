import { compile } from "@prefect-ts/schemas/validation/compile";
import { WorkPoolCreate, type WorkPoolResponse } from "@prefect-ts/schemas/work-pool";
import type { WorkerHello } from "@prefect-ts/schemas/worker-channel";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import { checkVariableDefaults } from "./deployment-job-variables.ts";
import type { WorkPoolRow } from "./work-pool-events.ts";
import { insertPool, isReserved, readPool, requirePool, toPoolResponses, updatePool } from "./work-pools.ts";
import { readPoolQueue } from "./work-queues.ts";
import { recordHeartbeat } from "./workers.ts";

/** Why a worker's channel is closed, in the words of the protocol. */
export type Refusal =
  | "authorization_failed"
  | "unsupported_version"
  | "protocol_error"
  | "heartbeat_persistence_failed"
  | "transient_server_error";

/** A worker is not let in. */
export class WorkerRefusedError extends Error {
  override name = "WorkerRefusedError";
  readonly reason: Refusal;

  constructor(reason: Refusal, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

type Hello = WorkerHello["payload"];

const isEmpty = (template: object) => Object.keys(template).length === 0;

/** The pool as a client would make it with the worker's own template. Throws where that template is none. */
async function proposedPool(tx: Tx, name: string, hello: Hello): Promise<WorkPoolCreate> {
  const { worker_type: type, default_base_job_template: base_job_template } = hello;
  const checked = compile(WorkPoolCreate)({ name, type, base_job_template });
  if (!checked.ok) throw new WorkerRefusedError("protocol_error", "the worker's job template is not valid");
  try {
    await checkVariableDefaults(tx, base_job_template);
  } catch (error) {
    if (error instanceof HttpError) throw new WorkerRefusedError("protocol_error", error.message);
    throw error;
  }
  return checked.value;
}

async function poolOf(tx: Tx, name: string, hello: Hello): Promise<WorkPoolRow> {
  const pool = await readPool(tx, name);
  if (!pool) {
    if (!hello.create_pool_if_not_found) throw new WorkerRefusedError("authorization_failed", "work_pool_not_found");
    if (isReserved(name)) throw new WorkerRefusedError("authorization_failed", "work_pool_creation_unauthorized");
    return await insertPool(tx, await proposedPool(tx, name, hello));
  }
  if (isEmpty(pool.base_job_template) && !isEmpty(hello.default_base_job_template)) {
    const { base_job_template } = await proposedPool(tx, name, hello);
    await updatePool(tx, name, { base_job_template });
  }
  return pool;
}

interface QueueName {
  id: string;
  name: string;
}

/** The queues of these names, all of the pool's where there are none. */
async function queuesOf(tx: Tx, pool: WorkPoolRow, names: readonly string[]): Promise<QueueName[]> {
  if (names.length === 0) {
    const queues = tx.db.selectFrom("work_queue").select(["id", "name"]).where("work_pool_id", "=", pool.id);
    return await queues.orderBy("priority").execute();
  }
  const queues: QueueName[] = [];
  for (const name of new Set(names)) {
    const queue = await readPoolQueue(tx, pool.name, name);
    if (!queue) throw new WorkerRefusedError("authorization_failed", "work_queue_not_found");
    queues.push({ id: queue.id, name });
  }
  return queues;
}

export interface Greeting {
  pool: WorkPoolResponse;
  queues: QueueName[];
}

/**
 * Lets a worker in: it is online from now on. A pool that is missing is made where the worker asks for that, and one
 * without a job template gets the worker's. Throws {@link WorkerRefusedError}.
 */
export async function greetWorker(tx: Tx, poolName: string, hello: Hello): Promise<Greeting> {
  const pool = await poolOf(tx, poolName, hello);
  const queues = await queuesOf(tx, pool, hello.work_queue_names);
  const { worker_name: name, heartbeat_interval_seconds } = hello;
  await recordHeartbeat(tx, poolName, { name, heartbeat_interval_seconds });
  const [response] = await toPoolResponses(tx, [await requirePool(tx, poolName)]);
  if (!response) throw new Error(`the work pool ${poolName} is gone in the transaction that read it`);
  return { pool: response, queues };
}
