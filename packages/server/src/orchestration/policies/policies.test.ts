import type { StateType } from "@prefect-ts/schemas/state";
import { expect, test } from "vitest";
import { allTypes } from "../rule.ts";
import { backgroundTaskPolicy } from "./background-task.ts";
import { clientSideTaskPolicy } from "./client-side-task.ts";
import { coreFlowPolicy } from "./core-flow.ts";
import { coreTaskPolicy } from "./core-task.ts";
import { globalFlowPolicy } from "./global-flow.ts";
import { globalTaskPolicy } from "./global-task.ts";
import { markLateRunsPolicy } from "./mark-late-runs.ts";
import { minimalFlowPolicy } from "./minimal-flow.ts";
import { minimalTaskPolicy } from "./minimal-task.ts";

const policies = {
  coreFlow: coreFlowPolicy,
  minimalFlow: minimalFlowPolicy,
  markLateRuns: markLateRunsPolicy,
  globalFlow: globalFlowPolicy,
  coreTask: coreTaskPolicy,
  clientSideTask: clientSideTaskPolicy,
  backgroundTask: backgroundTaskPolicy,
  minimalTask: minimalTaskPolicy,
  globalTask: globalTaskPolicy,
};

// The reference's, by its own names: their order decides which rule speaks first.
const expected: Record<keyof typeof policies, string[]> = {
  coreFlow: [
    "PreserveDeploymentConcurrencyLeaseId",
    "PreventDuplicateTransitions",
    "HandleFlowTerminalStateTransitions",
    "EnforceCancellingToCancelledTransition",
    "BypassCancellingFlowRunsWithNoInfra",
    "PreventPendingTransitions",
    "ValidateDeploymentConcurrencyAtRunning",
    "SecureFlowConcurrencySlots",
    "RemoveDeploymentConcurrencyLeaseForOldClientVersions",
    "EnsureOnlyScheduledFlowsMarkedLate",
    "HandlePausingFlows",
    "HandleResumingPausedFlows",
    "CopyScheduledTime",
    "WaitForScheduledTime",
    "RetryFailedFlows",
    "InstrumentFlowRunStateTransitions",
    "ReleaseFlowConcurrencySlots",
  ],
  minimalFlow: [
    "PreventResultDataLoss",
    "BypassCancellingFlowRunsWithNoInfra",
    "InstrumentFlowRunStateTransitions",
    "ReleaseFlowConcurrencySlots",
  ],
  markLateRuns: [
    "EnsureOnlyScheduledFlowsMarkedLate",
    "EnforceDeploymentConcurrencyOnLate",
    "InstrumentFlowRunStateTransitions",
  ],
  globalFlow: [
    "EnsureFlowRunStateTimestampIsUnique",
    "SetRunStateType",
    "SetRunStateName",
    "SetRunStateTimestamp",
    "SetStartTime",
    "SetEndTime",
    "IncrementRunTime",
    "SetExpectedStartTime",
    "SetNextScheduledStartTime",
    "UpdateStateDetails",
    "UpdateSubflowParentTask",
    "UpdateSubflowStateDetails",
    "IncrementFlowRunCount",
    "RemoveResumingIndicator",
  ],
  coreTask: [
    "CacheRetrieval",
    "HandleTaskTerminalStateTransitions",
    "PreventRunningTasksFromStoppedFlows",
    "SecureTaskConcurrencySlots",
    "CopyScheduledTime",
    "WaitForScheduledTime",
    "RetryFailedTasks",
    "RenameReruns",
    "UpdateFlowRunTrackerOnTasks",
    "CacheInsertion",
    "ReleaseTaskConcurrencySlots",
  ],
  clientSideTask: [
    "CacheRetrieval",
    "HandleTaskTerminalStateTransitions",
    "PreventRunningTasksFromStoppedFlows",
    "CopyScheduledTime",
    "WaitForScheduledTime",
    "RetryFailedTasks",
    "RenameReruns",
    "UpdateFlowRunTrackerOnTasks",
    "CacheInsertion",
    "ReleaseTaskConcurrencySlots",
  ],
  backgroundTask: [
    "PreventPendingTransitions",
    "CacheRetrieval",
    "HandleTaskTerminalStateTransitions",
    "CopyScheduledTime",
    "CopyTaskParametersID",
    "WaitForScheduledTime",
    "RetryFailedTasks",
    "RenameReruns",
    "UpdateFlowRunTrackerOnTasks",
    "CacheInsertion",
    "ReleaseTaskConcurrencySlots",
    "EnqueueScheduledTasks",
  ],
  minimalTask: ["ReleaseTaskConcurrencySlots"],
  globalTask: [
    "SetRunStateType",
    "SetRunStateName",
    "SetRunStateTimestamp",
    "SetStartTime",
    "SetEndTime",
    "IncrementRunTime",
    "SetExpectedStartTime",
    "SetNextScheduledStartTime",
    "UpdateStateDetails",
    "IncrementTaskRunCount",
  ],
};

type Types = "any" | (StateType | null)[];

/** Which types of states each rule governs in the reference; null is a run without a state. */
const governed: Record<string, { from: Types; to: Types }> = {
  PreventDuplicateTransitions: { from: "any", to: "any" },
  HandleFlowTerminalStateTransitions: { from: ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"], to: "any" },
  EnforceCancellingToCancelledTransition: {
    from: ["CANCELLING"],
    to: ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CRASHED", "PAUSED", "CANCELLING", null],
  },
  BypassCancellingFlowRunsWithNoInfra: { from: ["SCHEDULED", "PAUSED"], to: ["CANCELLING"] },
  PreventPendingTransitions: { from: ["PENDING", "RUNNING", "CANCELLED", "CANCELLING"], to: ["PENDING"] },
  ValidateDeploymentConcurrencyAtRunning: { from: ["PENDING"], to: ["RUNNING"] },
  SecureFlowConcurrencySlots: {
    from: ["SCHEDULED", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", null],
    to: ["PENDING"],
  },
  RemoveDeploymentConcurrencyLeaseForOldClientVersions: { from: ["PENDING"], to: ["RUNNING", "CANCELLING"] },
  EnsureOnlyScheduledFlowsMarkedLate: { from: "any", to: ["SCHEDULED"] },
  HandlePausingFlows: { from: "any", to: ["PAUSED"] },
  HandleResumingPausedFlows: { from: ["PAUSED"], to: "any" },
  CopyScheduledTime: { from: ["SCHEDULED"], to: ["PENDING"] },
  WaitForScheduledTime: { from: ["SCHEDULED", "PENDING"], to: ["RUNNING"] },
  RetryFailedFlows: { from: ["RUNNING"], to: ["FAILED"] },
  PreventResultDataLoss: {
    from: ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"],
    to: ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"],
  },
  EnforceDeploymentConcurrencyOnLate: { from: ["SCHEDULED"], to: ["SCHEDULED"] },
  CacheRetrieval: { from: "any", to: ["RUNNING"] },
  HandleTaskTerminalStateTransitions: { from: ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"], to: "any" },
  PreventRunningTasksFromStoppedFlows: { from: "any", to: ["RUNNING"] },
  SecureTaskConcurrencySlots: { from: "any", to: ["RUNNING"] },
  RetryFailedTasks: { from: ["RUNNING"], to: ["FAILED"] },
  RenameReruns: { from: "any", to: ["RUNNING"] },
  UpdateFlowRunTrackerOnTasks: { from: "any", to: ["RUNNING"] },
  CacheInsertion: { from: "any", to: ["COMPLETED"] },
  CopyTaskParametersID: { from: ["SCHEDULED", "PENDING"], to: ["PENDING", "RUNNING"] },
  EnqueueScheduledTasks: { from: "any", to: ["SCHEDULED"] },
};

test.each(Object.entries(policies))("the policy %s has the rules of the reference in its order", (name, policy) => {
  expect(policy.map((entry) => entry.name)).toEqual(Reflect.get(expected, name));
});

const sorted = (types: "any" | readonly (StateType | null)[]) =>
  allTypes.filter((type) => types === "any" || types.includes(type));

test.each(Object.entries(governed))("%s governs the types that it governs in the reference", (name, { from, to }) => {
  const found = Object.values(policies)
    .flatMap((policy) => [...policy])
    .filter((entry) => entry.name === name);
  expect(found.length).toBeGreaterThan(0);
  for (const entry of found) {
    if (entry.kind !== "rule") throw new Error(`${name} is no rule`);
    expect(sorted(entry.from)).toEqual(sorted(from));
    expect(sorted(entry.to)).toEqual(sorted(to));
  }
});
