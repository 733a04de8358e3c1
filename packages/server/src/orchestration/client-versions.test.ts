import { expect, test } from "vitest";
import { knowsPauses, managesDeploymentConcurrency, renewsLeases, retriesByRescheduling } from "./client-versions.ts";

test.each([
  [null, false],
  ["3.4.10", false],
  ["3.4.11rc1", false],
  ["3.4.11.dev1", false],
  ["3.4.11", true],
  ["3.4.11.post1", true],
  ["3.4.11+3.gabc", true],
  ["3.4.12.dev1", true],
  ["3.10.0", true],
  ["4.0.0a1", true],
])("a client of release %s renews leases: %s", (clientVersion, renews) => {
  expect(renewsLeases({ clientVersion })).toBe(renews);
});

test.each([
  [null, false],
  ["3.0.0rc19", false],
  ["3.0.0rc20", true],
  ["3.0.3", true],
  ["3.0.4", false],
])("a worker of release %s manages the concurrency of deployments: %s", (clientVersion, manages) => {
  expect(managesDeploymentConcurrency({ clientVersion })).toBe(manages);
});

test.each([
  [null, false, true],
  [[0, 8, 2], true, false],
  [[0, 8, 3], false, false],
  [[0, 8, 4], false, true],
  [[0, 9, 0], false, true],
] as const)("a client of API %s retries by rescheduling: %s, knows pauses: %s", (apiVersion, reschedules, pauses) => {
  expect(retriesByRescheduling({ apiVersion })).toBe(reschedules);
  expect(knowsPauses({ apiVersion })).toBe(pauses);
});
