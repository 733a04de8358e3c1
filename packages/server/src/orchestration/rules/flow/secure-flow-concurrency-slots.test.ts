import { Runs } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLease, revokeLease } from "../../../models/concurrency-leases.ts";
import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { rule } from "../../rule.ts";
import { secureFlowConcurrencySlots } from "./secure-flow-concurrency-slots.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [secureFlowConcurrencySlots];
const leaseOf = (answer: { state: { state_details: { deployment_concurrency_lease_id: string | null } } | null }) =>
  answer.state?.state_details.deployment_concurrency_lease_id ?? null;
const readLeaseOf = (id: string | null) => context.read((session) => readLease(session, id ?? ""));
const scheduled = (deployment_id: string) => runs.flowRun("SCHEDULED", { deployment_id });

test("a run that becomes pending takes a slot and a lease on it", async () => {
  const { id, limitId } = await runs.deployment({ limit: 1 });
  const answer = await runs.ask(await scheduled(id), "PENDING", policy);
  expect(answer.status).toBe("ACCEPT");
  expect(await runs.taken(limitId)).toBe(1);
  expect(await readLeaseOf(leaseOf(answer))).toMatchObject({ limitIds: [limitId], slots: 1, holder: null });
});

test("its lease lasts as long as the deployment grants, else as the server does", async () => {
  const options = { collision_strategy: "ENQUEUE" as const, grace_period_seconds: 1000 };
  for (const [deployment, seconds] of [
    [await runs.deployment({ limit: 1, options }), 1000],
    [await runs.deployment({ limit: 1 }), 300],
  ] as const) {
    const lease = await readLeaseOf(leaseOf(await runs.ask(await scheduled(deployment.id), "PENDING", policy)));
    expect(Math.round(lease?.expiration.since(lease.created) ?? 0)).toBe(seconds);
  }
});

test("without a free slot a run waits for one", async () => {
  const { id } = await runs.deployment({ limit: 1 });
  await runs.ask(await scheduled(id), "PENDING", policy);
  const answer = await runs.ask(await scheduled(id), "PENDING", policy);
  expect(answer).toMatchObject({
    status: "REJECT",
    state: { type: "SCHEDULED", name: "AwaitingConcurrencySlot" },
    details: { reason: "Deployment concurrency limit reached." },
  });
  expect(answer.state?.state_details.scheduled_time?.isAfter(Timestamp.now().plus(20))).toBe(true);
});

test("or is cancelled, where the deployment says so", async () => {
  const { id } = await runs.deployment({ limit: 1, options: { collision_strategy: "CANCEL_NEW" } });
  await runs.ask(await scheduled(id), "PENDING", policy);
  expect(await runs.ask(await scheduled(id), "PENDING", policy)).toMatchObject({
    status: "REJECT",
    state: { type: "CANCELLED", message: "Deployment concurrency limit reached." },
    details: { reason: "Deployment concurrency limit reached." },
  });
});

test("a limit of 0 lets nothing run", async () => {
  const { id } = await runs.deployment({ limit: 0 });
  expect(await runs.ask(await scheduled(id), "PENDING", policy)).toMatchObject({
    status: "ABORT",
    state: { type: "SCHEDULED" },
    details: { reason: "The deployment concurrency limit is 0. The flow will deadlock if submitted again." },
  });
});

test("runs without a deployment, and deployments without a limit, take no slot", async () => {
  expect(leaseOf(await runs.ask(await runs.flowRun("SCHEDULED"), "PENDING", policy))).toBeNull();
  const { id } = await runs.deployment();
  expect(leaseOf(await runs.ask(await scheduled(id), "PENDING", policy))).toBeNull();
});

test.each(["3.0.0rc20", "3.0.3"])("workers of release %s mind the limit themselves", async (clientVersion) => {
  const { id, limitId } = await runs.deployment({ limit: 0 });
  expect((await runs.ask(await scheduled(id), "PENDING", policy, { clientVersion })).status).toBe("ACCEPT");
  expect(await runs.taken(limitId)).toBe(0);
});

test("the slot is given back where a later rule stops the transition", async () => {
  const { id, limitId } = await runs.deployment({ limit: 1 });
  const stop = rule<FlowRunRecord>({
    name: "Stop",
    from: "any",
    to: "any",
    before: (_, decision) => decision.abort("stop"),
  });
  await runs.ask(await scheduled(id), "PENDING", [...policy, stop]);
  expect(await runs.taken(limitId)).toBe(0);
});

test("of runs that race for two slots two become pending", async () => {
  const { id, limitId } = await runs.deployment({ limit: 2 });
  const waiting = await Promise.all([1, 2, 3, 4, 5].map(() => scheduled(id)));
  const answers = await Promise.all(waiting.map((run) => runs.ask(run, "PENDING", policy)));
  expect(answers.filter(({ status }) => status === "ACCEPT")).toHaveLength(2);
  expect(await runs.taken(limitId)).toBe(2);
});

test("a lease that is gone when the rule is undone costs nobody a slot", async () => {
  const { id, limitId } = await runs.deployment({ limit: 1 });
  const forget = rule<FlowRunRecord>({
    name: "Forget",
    from: "any",
    to: "any",
    before: async ({ tx, proposed }, decision) => {
      await revokeLease(tx, proposed?.state_details.deployment_concurrency_lease_id ?? "");
      decision.abort("stop");
    },
  });
  await runs.ask(await scheduled(id), "PENDING", [...policy, forget]);
  expect(await runs.taken(limitId)).toBe(0);
});
