import type { Session } from "@prefect-ts/database/database";
import { StateType } from "@prefect-ts/schemas/state";
import { DateTime } from "@prefect-ts/schemas/types";
import { compile } from "@prefect-ts/schemas/validation/compile";
import { readLimit } from "../../../models/concurrency-limits.ts";
import { readDeployment, toDeploymentResponse } from "../../../models/deployment-record.ts";
import { readFlowRun, toFlowRunResponse } from "../../../models/flow-run-record.ts";
import { readFlow } from "../../../models/flows.ts";
import { readTaskRun, toTaskRun } from "../../../models/task-run-record.ts";
import { readPoolById } from "../../../models/work-pools.ts";
import { queueHealth } from "../../../models/work-queue-health.ts";
import { countSlotsOfQueues, toQueueResponse } from "../../../models/work-queue-responses.ts";
import { readQueueById } from "../../../models/work-queues.ts";
import { newState } from "../../../states/state.ts";
import { fromJson, type Value } from "../../../templates/values.ts";
import { inferredId, firstOfKind } from "../inference.ts";
import type { TriggeredAction } from "../triggered-action.ts";
import { StateModel, TemplateModel } from "./template-model.ts";

type Read = (session: Session, id: string) => Promise<object | undefined>;

const readers: Readonly<Record<string, Read>> = {
  deployment: async (session, id) => {
    const deployment = await readDeployment(session, id);
    return deployment && toDeploymentResponse(deployment);
  },
  flow: readFlow,
  flow_run: async (session, id) => {
    const run = await readFlowRun(session, id);
    return run && toFlowRunResponse(run);
  },
  task_run: async (session, id) => {
    const run = await readTaskRun(session, id);
    return run && toTaskRun(run);
  },
  work_pool: readPoolById,
  work_queue: async (session, id) => {
    const queue = await readQueueById(session, id);
    if (!queue) return undefined;
    return { ...(await toQueueResponse(session, queue, countSlotsOfQueues)), ...(await queueHealth(session, id)) };
  },
  concurrency_limit: (session, id) => readLimit(session, { id }),
};

/** The state that a resource tells of: the run may have gone on since. */
function toldState(resource: Record<string, string>): StateModel | undefined {
  const type = compile(StateType)(resource["prefect.state-type"]);
  const timestamp = compile(DateTime)(resource["prefect.state-timestamp"]);
  const name = resource["prefect.state-name"];
  const message = resource["prefect.state-message"];
  if (!type.ok || !timestamp.ok || name === undefined || message === undefined) return undefined;
  return new StateModel({ ...newState(type.value, { name, message }), timestamp: timestamp.value });
}

function modelOf(kind: string, fields: object, resource: Record<string, string>): TemplateModel {
  if (kind !== "flow-run" && kind !== "task-run") return new TemplateModel(kind, fields);
  const current = Reflect.get(fields, "state");
  const state = toldState(resource) ?? (current ? new StateModel(current) : null);
  return new TemplateModel(kind, { ...fields, state });
}

async function readVariables({ db }: Session): Promise<Value> {
  const rows = await db.selectFrom("variable").select(["name", "value"]).execute();
  return new Map(rows.map(({ name, value }): [Value, Value] => [name, fromJson(value)]));
}

/** The objects of the event that templates name, such as `flow_run`, and the variables; null for those that are gone. */
export async function namedObjects(
  session: Session,
  templates: readonly string[],
  { triggering_event: event }: TriggeredAction,
): Promise<Map<string, Value>> {
  const found = new Map<string, Value>();
  const isNamed = (name: string) => templates.some((template) => new RegExp(`\\b${name}\\b`).test(template));
  for (const [name, read] of Object.entries(readers)) {
    if (!event || !isNamed(name)) continue;
    const kind = name.replace("_", "-");
    const id = inferredId(event, kind);
    const fields = id === undefined ? undefined : await read(session, id);
    found.set(name, fields ? modelOf(kind, fields, firstOfKind(event, kind) ?? {}) : null);
  }
  if (event && isNamed("variables")) found.set("variables", await readVariables(session));
  return found;
}
