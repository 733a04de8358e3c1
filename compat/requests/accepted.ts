import type { Exchange } from "./play.ts";

interface Accepted {
  why: string;
  /** The request's line. */
  request: RegExp;
  /** What this server answers, in place of what is recorded. */
  answer: RegExp;
}

/** Where this server answers otherwise than the reference on purpose; `docs/compatibility.md` says so too. */
export const accepted: readonly Accepted[] = [];

/** The reason for which an answer may differ from the recorded one. */
export const reasonFor = ({ request, answer }: Exchange): Accepted | undefined =>
  accepted.find((each) => each.request.test(request) && each.answer.test(answer));
