import type { FlowRunRecord } from "../../models/flow-run-record.ts";
import type { Policy } from "../rule.ts";
import { bypassCancellingFlowRunsWithNoInfra } from "../rules/flow/bypass-cancelling-flow-runs-with-no-infra.ts";
import { instrumentFlowRunStateTransitions } from "../rules/flow/instrument-flow-run-state-transitions.ts";
import { preventResultDataLoss } from "../rules/flow/prevent-result-data-loss.ts";
import { releaseFlowConcurrencySlots } from "../rules/flow/release-flow-concurrency-slots.ts";

/** The rules of a flow run whose transition is forced. */
export const minimalFlowPolicy: Policy<FlowRunRecord> = [
  preventResultDataLoss,
  bypassCancellingFlowRunsWithNoInfra,
  instrumentFlowRunStateTransitions,
  releaseFlowConcurrencySlots,
];
