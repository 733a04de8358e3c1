import type { FlowRunRecord } from "../../models/flow-run-record.ts";
import type { Policy } from "../rule.ts";
import { enforceDeploymentConcurrencyOnLate } from "../rules/flow/enforce-deployment-concurrency-on-late.ts";
import { ensureOnlyScheduledFlowsMarkedLate } from "../rules/flow/ensure-only-scheduled-flows-marked-late.ts";
import { instrumentFlowRunStateTransitions } from "../rules/flow/instrument-flow-run-state-transitions.ts";

/** The rules of a flow run that is about to be marked late. */
export const markLateRunsPolicy: Policy<FlowRunRecord> = [
  ensureOnlyScheduledFlowsMarkedLate,
  enforceDeploymentConcurrencyOnLate,
  instrumentFlowRunStateTransitions,
];
