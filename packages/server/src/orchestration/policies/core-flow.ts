import type { FlowRunRecord } from "../../models/flow-run-record.ts";
import type { Policy } from "../rule.ts";
import { bypassCancellingFlowRunsWithNoInfra } from "../rules/flow/bypass-cancelling-flow-runs-with-no-infra.ts";
import { copyScheduledTime } from "../rules/shared/copy-scheduled-time.ts";
import { enforceCancellingToCancelledTransition } from "../rules/flow/enforce-cancelling-to-cancelled-transition.ts";
import { ensureOnlyScheduledFlowsMarkedLate } from "../rules/flow/ensure-only-scheduled-flows-marked-late.ts";
import { handleFlowTerminalStateTransitions } from "../rules/flow/handle-flow-terminal-state-transitions.ts";
import { handlePausingFlows } from "../rules/flow/handle-pausing-flows.ts";
import { handleResumingPausedFlows } from "../rules/flow/handle-resuming-paused-flows.ts";
import { instrumentFlowRunStateTransitions } from "../rules/flow/instrument-flow-run-state-transitions.ts";
import { preserveDeploymentConcurrencyLeaseId } from "../rules/flow/preserve-deployment-concurrency-lease-id.ts";
import { preventDuplicateTransitions } from "../rules/flow/prevent-duplicate-transitions.ts";
import { preventPendingTransitions } from "../rules/shared/prevent-pending-transitions.ts";
import { releaseFlowConcurrencySlots } from "../rules/flow/release-flow-concurrency-slots.ts";
import { removeDeploymentConcurrencyLeaseForOldClientVersions } from "../rules/flow/remove-deployment-concurrency-lease-for-old-client-versions.ts";
import { retryFailedFlows } from "../rules/flow/retry-failed-flows.ts";
import { secureFlowConcurrencySlots } from "../rules/flow/secure-flow-concurrency-slots.ts";
import { validateDeploymentConcurrencyAtRunning } from "../rules/flow/validate-deployment-concurrency-at-running.ts";
import { waitForScheduledTime } from "../rules/shared/wait-for-scheduled-time.ts";

/** The rules of a flow run. */
export const coreFlowPolicy: Policy<FlowRunRecord> = [
  preserveDeploymentConcurrencyLeaseId,
  preventDuplicateTransitions,
  handleFlowTerminalStateTransitions,
  enforceCancellingToCancelledTransition,
  bypassCancellingFlowRunsWithNoInfra,
  preventPendingTransitions,
  validateDeploymentConcurrencyAtRunning,
  secureFlowConcurrencySlots,
  removeDeploymentConcurrencyLeaseForOldClientVersions,
  ensureOnlyScheduledFlowsMarkedLate,
  handlePausingFlows,
  handleResumingPausedFlows,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedFlows,
  instrumentFlowRunStateTransitions,
  releaseFlowConcurrencySlots,
];
