import { type FlowRunFilter, FlowRunFilter as AnyFlowRun } from "@prefect-ts/schemas/flow-run";
import type { StateType } from "@prefect-ts/schemas/state";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { QueueFilter } from "@prefect-ts/schemas/work-queue";

/**
 * The runs in a state that a queue with a filter of its own takes: the queues of old, which find the runs of
 * deployments by their tags.
 */
export function runsOfTaggedQueue(filter: unknown, states: readonly StateType[]): FlowRunFilter {
  const { tags, deployment_ids } = parse(QueueFilter, filter);
  return {
    ...defaultsOf(AnyFlowRun),
    tags: { operator: "and_", all_: tags, any_: null, is_null_: null },
    deployment_id: { operator: "and_", any_: deployment_ids, is_null_: false },
    state: { operator: "and_", type: { any_: [...states], not_any_: null }, name: null },
  };
}
