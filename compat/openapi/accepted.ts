import type { Difference } from "./document.ts";

const shown = (value: Difference["ours"]) => JSON.stringify(value) ?? "";

/** Where our document differs on purpose. */
export const accepted: readonly { why: string; holds: (difference: Difference) => boolean }[] = [
  {
    why: "the tree of the settings is an object; prefect config shows what is in it",
    holds: ({ path }) => path.startsWith("paths /admin/settings ") || /^components schemas (\w*Settings)$/.test(path),
  },
  {
    why: "why a flow run waits is told by prefect-ts alone",
    holds: ({ path }) =>
      path === "paths /flow_runs/{id}/explain" ||
      /^components schemas (ExplainedResource|FlowRunExplanation|WaitReason)$/.test(path),
  },
  {
    why: "labels that are no texts, numbers or booleans are refused, as the reference refuses them without saying so here",
    holds: ({ path }) => path.startsWith("paths /flow_runs/{id}/labels patch requestBody"),
  },
  {
    why: "the keys of an object are texts, whatever they look like",
    holds: ({ path }) => path.endsWith(" propertyNames") || path.endsWith(" contentMediaType"),
  },
  {
    why: "no time is asked for by leaving it out, not by the year 1",
    holds: ({ path }) => path === "paths /flow_runs/{id}/graph-v2 get parameters",
  },
  {
    why: "a null for a new name is taken as an empty one",
    holds: ({ path }) => path.startsWith("components schemas FlowRunUpdate properties name "),
  },
  {
    why: "the header by which the dashboard tells that it does not poll is read, and not in the document",
    holds: ({ path }) => path === "paths /work_queues/{id}/get_runs post parameters",
  },
  {
    why: "anything may stand where anything may stand",
    holds: ({ ours, theirs }) => ["true", "{}", ""].includes(shown(ours)) && ["true", "{}", ""].includes(shown(theirs)),
  },
];
