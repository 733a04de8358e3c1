import type { Accepts } from "./harness/diff.ts";
import { isObject } from "./harness/json.ts";

/** Where this server answers otherwise than the reference on purpose; `docs/compatibility.md` says so too. */
const accepted: readonly { why: string; holds: Accepts }[] = [
  {
    why: "a client writes its own descriptions over ours of the block types that every server has",
    holds: (path, now) => path === "events[+]" && isObject(now) && now["event"] === "prefect.block-type.updated",
  },
  {
    why: "a secret that is an object is masked, which the reference shows",
    holds: (path, now) => /^block_documents\[\d+\]\.masked_data\b/.test(path) && now === "********",
  },
  {
    why: "the same, as the script printed it",
    holds: (path, now) =>
      path.startsWith("script.lines") && typeof now === "string" && now.includes("'tokens': '********'"),
  },
];

export const accepts: Accepts = (path, now) => accepted.some(({ holds }) => holds(path, now));
