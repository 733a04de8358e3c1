import type { FlowRunTransition } from "./transition.ts";

type Version = readonly [major: number, minor: number, patch: number];

function compare(left: readonly number[], right: readonly number[]): number {
  for (let place = 0; place < Math.max(left.length, right.length); place++) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

type WithApiVersion = Pick<FlowRunTransition, "apiVersion">;
type WithClientVersion = Pick<FlowRunTransition, "clientVersion">;

const isBelow = ({ apiVersion }: WithApiVersion, version: Version) =>
  apiVersion !== null && compare(apiVersion, version) < 0;

/** Before this API version a flow run is retried by rescheduling its failed task runs. */
export const retriesByRescheduling = (transition: WithApiVersion) => isBelow(transition, [0, 8, 3]);

/** Pauses exist since this API version. */
export const knowsPauses = (transition: WithApiVersion) => !isBelow(transition, [0, 8, 4]);

const releasePattern = /^v?(\d+(?:\.\d+)*)(.*)$/;

/** Whether a Python release, in the notation of PEP 440, is `minimum` or a later one. */
function isAtLeast(release: string, minimum: Version): boolean {
  const [, numbers = "", suffix = ""] = releasePattern.exec(release) ?? [];
  const difference = compare(numbers.split(".").map(Number), minimum);
  return difference === 0 ? !/^[-_.]?(a|b|c|rc|alpha|beta|pre|preview|dev)/.test(suffix) : difference > 0;
}

/** Clients of this release and later renew the lease of their deployment's concurrency slot. */
export const renewsLeases = ({ clientVersion }: WithClientVersion) =>
  clientVersion !== null && isAtLeast(clientVersion, [3, 4, 11]);

/** Clients after 3.3.7 know that a pool can name a block for results. */
export function knowsResultStorageBlocks({ clientVersion }: WithClientVersion): boolean {
  const [, numbers = "", suffix = ""] = releasePattern.exec(clientVersion ?? "") ?? [];
  const difference = compare(numbers.split(".").map(Number), [3, 3, 7]);
  return clientVersion === null || difference > 0 || (difference === 0 && /^(\+|[-_.]?post)/.test(suffix));
}

const managingReleases: ReadonlySet<string | null> = new Set(["3.0.0rc20", "3.0.0", "3.0.1", "3.0.2", "3.0.3"]);

/** Workers of these releases mind the concurrency of deployments themselves. */
export const managesDeploymentConcurrency = ({ clientVersion }: WithClientVersion) =>
  managingReleases.has(clientVersion);
