import type { Scenario, Step } from "../step.ts";

export const csrfSettings = { PREFECT_SERVER_CSRF_PROTECTION_ENABLED: "true" };

/** Tokens end after what a scenario waits for, which is less than the reference's hour. */
export const csrfExpirySettings = { ...csrfSettings, PREFECT_SERVER_CSRF_TOKEN_EXPIRATION: "PT0.4S" };

const issued = (client: string, keep: string): Step => ({
  send: `GET /csrf-token?client=${client}`,
  keep: { [keep]: "token" },
  hide: ["token"],
});
const carried = (token?: string, client?: string) => ({
  headers: {
    ...(token !== undefined && { "prefect-csrf-token": token }),
    ...(client !== undefined && { "prefect-csrf-client": client }),
  },
});
const write: Step = { send: "POST /flows/filter", body: {} };

export const csrf: Scenario = [
  { send: "GET /csrf-token" },
  { send: "GET /csrf-token?client=", hide: ["token"] },
  issued("me", "mine"),
  issued("you", "yours"),
  write,
  { ...write, ...carried("<mine>") },
  { ...write, ...carried(undefined, "me") },
  { ...write, ...carried("wrong", "me") },
  { ...write, ...carried("", "") },
  { ...write, ...carried("<mine>", "you") },
  { ...write, ...carried("<yours>", "me") },
  { ...write, ...carried("<mine>", "nobody") },
  { ...write, ...carried("<mine>", "ME") },
  { ...write, ...carried("<mine>", "me") },
  { ...write, ...carried("<yours>", "you") },
  { send: "POST /flows/", body: { name: "guarded" } },
  { send: "POST /flows/", body: { name: "guarded" }, ...carried("<mine>", "me"), keep: "flow" },
  { send: "POST /flows/", raw: "{", ...carried("<mine>", "me") },
  { send: "GET /flows/<flow>" },
  { send: "PATCH /flows/<flow>", body: { tags: ["a"] } },
  { send: "PATCH /flows/<flow>", body: { tags: ["a"] }, ...carried("<mine>", "me") },
  { send: "PUT /flows/<flow>", body: {} },
  { send: "DELETE /flows/<flow>" },
  { send: "DELETE /nothing" },
  { send: "OPTIONS /flows/" },
  issued("me", "renewed"),
  { ...write, ...carried("<mine>", "me") },
  { ...write, ...carried("<renewed>", "me") },
  { send: "DELETE /flows/<flow>", ...carried("<renewed>", "me") },
];

export const csrfExpiry: Scenario = [issued("me", "mine"), { ...write, ...carried("<mine>", "me"), settle: true }];
