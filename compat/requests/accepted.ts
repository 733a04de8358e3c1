import { testDialect } from "@prefect-ts/testing/test-database";
import { difference } from "../harness/diff.ts";
import { type Exchange, partsOf } from "./play.ts";

interface Accepted {
  why: string;
  /** The request's line. */
  request: RegExp;
  /** The recorded answer. */
  recorded: RegExp;
  /** What this server answers in its place. */
  answer?: RegExp;
  /** Where the answers may differ; anywhere by default. */
  path?: RegExp;
  /** The dialect on which alone they may: what is recorded was answered from SQLite. */
  dialect?: "postgresql";
}

const every = /./;

/** Where this server answers otherwise than the reference on purpose; `docs/compatibility.md` says so too. */
export const accepted: readonly Accepted[] = [
  { why: "what the reference stumbles over is refused", request: every, recorded: /^500/, answer: /^4\d\d / },
  {
    why: "integers of 2^63 and more are refused where a number is asked for",
    request: /(?:limit|offset)":9223372036854776000/,
    recorded: /^422/,
    answer: /^422 .*int_parsing_size/,
  },
  {
    why: "the body is repeated as it was sent, not as the reference's checks have changed it",
    request: /(?:empirical_policy|deployments)/,
    recorded: /^422/,
    path: /^body\.request_body$/,
  },
  {
    why: "numbers that JSON has no word for are null, as in every answer",
    request: /^POST \/flows\/ .*(?:NaN|Infinity)/,
    recorded: /^500/,
    answer: /^201 /,
  },
  {
    why: "texts are searched whatever the version of SQLite",
    request: /^POST \/events\/filter .*"text":\{"query"/,
    recorded: /^500/,
    answer: /^200 /,
  },
  {
    why: "a text that is no instant is refused in the same words everywhere",
    request:
      /^(?:GET \/flow_runs\/<running>\/graph-v2\?since=never|POST \/deployments\/<bare>\/schedule \{"start_time":"x")/,
    recorded: /^422 .*datetime_from_date_parsing/,
    path: /^body\.exception_detail/,
  },
  {
    why: "what is wrong with a slug is said on both dialects as the reference says it on PostgreSQL",
    request: /^POST \/deployments\/<bare>\/schedules .*"slug":"more"/,
    recorded: /^409 /,
    answer: /^409 .*Schedule slugs must be unique within a deployment\./,
    path: /^body\.detail$/,
  },
  {
    why: "the value of an input is said to be a text, not bytes",
    request: /^POST \/flow_runs\/<running>\/input /,
    recorded: /^422 .*bytes_type/,
    path: /^body\.exception_detail/,
  },
  {
    why: "each run that is set to a state at once is answered with its own state's details",
    request: /^POST \/flow_runs\/bulk_set_state /,
    recorded: /^200 /,
    path: /\.state\.state_details\.flow_run_id$/,
  },
  {
    why: "a new block type is answered, not an older one of the same name",
    request: /^POST \/block_types\/ \{"name":"(?:Bad url|Wrong)"/,
    recorded: /^201 /,
    path: /^body\.(?:slug|logo_url|documentation_url|description|code_example)$/,
  },
  {
    why: "values to choose from are named as they are sent",
    request: /^POST \/automations\/ .*"posture":"Sideways"/,
    recorded: /^422 /,
    path: /^body\.exception_detail\[0\]\.(?:msg|ctx\.expected)$/,
  },
  {
    why: "labels that could not be read again are refused",
    request: /^PATCH \/flow_runs\/<plain>\/labels /,
    recorded: /^204/,
    answer: /^422 /,
  },
  {
    why: "and so the run can still be read",
    request: /^GET \/flow_runs\/<plain>$/,
    recorded: /^500/,
    answer: /^200 /,
  },
  {
    why: "who asks for events or logs by a filter that is none is told so; the reference's reason is too long to be sent",
    request: /^WS \/(?:events|logs)\/out /,
    recorded: /"code":1006/,
    answer: /"code":1002,"reason":"Invalid filter: /,
  },
  {
    why: "a task worker that does not acknowledge is told so",
    request: /^WS \/task_runs\/subscriptions\/scheduled .*"type":"no"/,
    recorded: /"code":1006/,
    answer: /"code":4001,"reason":"Protocol violation: expected 'ack' message"/,
  },
  {
    why: "what is wrong with an automation's id is said once",
    request: /^POST \/deployments\/ \{"prefect-automation-id"/,
    recorded: /^422 .*uuid_parsing.*uuid_parsing/,
    path: /^body\.exception_detail/,
  },
  {
    why: "bytes end every websocket alike",
    request: /^WS \/work_pools\/pool\/workers\/connect .*"bytes 7b7d"$/,
    recorded: /"reason":"transient_server_error"/,
    answer: /"code":1006/,
  },
  {
    why: "a token may be of any letters",
    request: /^WS \/events\/in .*"token":"ä"/,
    recorded: /"code":1006/,
    answer: /"code":1008,"reason":"Invalid token"/,
  },
  {
    why: "PostgreSQL keeps no NUL, and takes no negative limit",
    request: /%00|\\u0000|input\/filter .*"limit":-1/,
    recorded: /^(?:20[01]|404)/,
    answer: /^422 .*The database has no place/,
    dialect: "postgresql",
  },
  {
    why: "PostgreSQL tells capital letters from small ones, as the reference does there",
    request: /input\/filter .*"prefix":"K"/,
    recorded: /^200/,
    answer: /^200 /,
    dialect: "postgresql",
  },
  {
    why: "PostgreSQL keeps 1e3 as 1000",
    request: /^POST \/variables\/ .*1e3/,
    recorded: /^201/,
    path: /^body\.value\[1\]$/,
    dialect: "postgresql",
  },
  {
    why: "block types of the same name come in no order",
    request: /^POST \/block_types\/filter(?: \{\})?$/,
    recorded: /^200/,
    path: /^body\[\d+\]\.(?:slug|description|code_example)$/,
    dialect: "postgresql",
  },
  { why: "every method of a path is named", request: every, recorded: /^405/, path: /^headers$/ },
  { why: "an encoded slash is part of a name", request: /^GET \/flows\/name\/a%2Fb/, recorded: /^404/, answer: /^404/ },
];

const applies = (each: Accepted, recorded: Exchange, now: Exchange): boolean =>
  (each.dialect ?? testDialect) === testDialect &&
  each.request.test(now.request) &&
  each.recorded.test(recorded.answer) &&
  (each.answer ?? every).test(now.answer);

/** What differs between the recorded answer and ours, but for what is accepted. */
export function differencesOf(recorded: Exchange, now: Exchange): string[] {
  if (recorded.answer === now.answer) return [];
  const applying = accepted.filter((each) => applies(each, recorded, now));
  const accepts = (path: string) => applying.some((each) => (each.path ?? every).test(path));
  return difference(partsOf(recorded.answer), partsOf(now.answer), accepts);
}
