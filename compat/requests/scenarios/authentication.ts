import type { Scenario, Step } from "../step.ts";

const secret = "us:pa:ss";

export const authenticationSettings = { PREFECT_SERVER_API_AUTH_STRING: secret };

const base64 = (text: string) => Buffer.from(text).toString("base64");
const right = `Basic ${base64(secret)}`;

const asked: readonly Step[] = [
  { send: "GET /health" },
  { send: "GET /ready" },
  { send: "POST /health" },
  { send: "GET /health/" },
  { send: "GET /version" },
  { send: "GET /admin/version" },
  { send: "GET /csrf-token?client=me" },
  { send: "GET /nothing" },
  { send: "GET /flows" },
  { send: "OPTIONS /flows/" },
  { send: "GET /variables/name/health" },
  { send: "POST /flows/filter", body: {} },
  { send: "POST /flows/filter", body: { limit: -1 } },
  { send: "POST /flows/", body: { name: "locked" } },
];

/** Headers that do not let in, and some that do although they are odd. */
const headers = [
  `Basic ${base64("us:wrong")}`,
  `Basic ${base64("us:pa:ss ")}`,
  `Basic ${base64("")}`,
  `Basic ${base64("us:pä")}`,
  "Basic",
  "Basic ",
  "",
  right.slice("Basic ".length),
  right.replace("Basic", "basic"),
  right.replace("Basic", "Bearer"),
  right.replace("Basic ", "Basic"),
  right.replace("Basic ", "Basic   "),
  `${right} more`,
  `${right}, ${right}`,
  right.replaceAll("=", ""),
  `${right}=`,
  `${right}YWJj`,
  `${right.slice(0, 10)}!${right.slice(10)}`,
  `${right.slice(0, 10)}-${right.slice(10)}`,
  "Basic !!!!",
  "Basic /w==",
  `Basic ${secret}`,
];

const token = (given: unknown): Step => ({
  send: "WS /events/in",
  frames: [{ say: { type: "auth", token: given } }],
});

export const authentication: Scenario = [
  ...asked,
  ...asked.map((step) => ({ ...step, headers: { authorization: right } })),
  ...headers.map((authorization) => ({ send: "GET /version", headers: { authorization } })),
  { send: "POST /flows/", body: { name: "locked" }, headers: { authorization: `Basic ${base64("x:y")}` } },
  ...[secret, "wrong", `${secret} `, "ä", "", null, 5, [secret], right].map(token),
  { send: "WS /events/in", frames: [{ say: { type: "auth" } }] },
  { send: "WS /events/in", frames: [{ say: { token: secret } }] },
  { send: "WS /events/in", frames: [{ say: { type: "auth", token: secret } }], protocols: [] },
  { send: "WS /events/in", frames: [{ say: { type: "auth", token: secret } }], protocols: ["other"] },
  { send: "WS /events/in", frames: [{ say: { type: "auth", token: secret } }], protocols: ["other", "prefect"] },
  ...["/events/out", "/logs/out", "/task_runs/subscriptions/scheduled", "/work_pools/none/workers/connect"].flatMap(
    (path) =>
      [secret, "wrong", null].map((given) => ({
        send: `WS ${path}`,
        frames: [{ say: { type: "auth", token: given } }],
      })),
  ),
];
