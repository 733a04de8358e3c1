import type { Scenario } from "../step.ts";
import { artifacts } from "./artifacts.ts";
import { authentication, authenticationSettings } from "./authentication.ts";
import { automations } from "./automations.ts";
import { blocks } from "./blocks.ts";
import { concurrencyLimits } from "./concurrency-limits.ts";
import { csrf, csrfExpiry, csrfExpirySettings, csrfSettings } from "./csrf.ts";
import { deployments } from "./deployments.ts";
import { events } from "./events.ts";
import { flowRuns } from "./flow-runs.ts";
import { flows } from "./flows.ts";
import { globalConcurrencyLimits } from "./global-concurrency-limits.ts";
import { logs } from "./logs.ts";
import { provenance } from "./provenance.ts";
import { root } from "./root.ts";
import { savedSearches } from "./saved-searches.ts";
import { sockets, socketSettings } from "./sockets.ts";
import { taskRuns } from "./task-runs.ts";
import { ui } from "./ui.ts";
import { variables } from "./variables.ts";
import { workPools } from "./work-pools.ts";
import { workQueues } from "./work-queues.ts";

/** Every resource's requests, by the name of its transcript. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  flows,
  "flow-runs": flowRuns,
  "task-runs": taskRuns,
  deployments,
  "work-pools": workPools,
  "work-queues": workQueues,
  "concurrency-limits": concurrencyLimits,
  "global-concurrency-limits": globalConcurrencyLimits,
  logs,
  artifacts,
  "saved-searches": savedSearches,
  variables,
  blocks,
  events,
  automations,
  ui,
  root,
  authentication,
  csrf,
  "csrf-expiry": csrfExpiry,
  provenance,
  sockets,
};

/** Settings of the servers that are asked, where others than the defaults are needed. */
export const settings: Readonly<Record<string, Record<string, string>>> = {
  authentication: authenticationSettings,
  csrf: csrfSettings,
  "csrf-expiry": csrfExpirySettings,
  sockets: socketSettings,
};
