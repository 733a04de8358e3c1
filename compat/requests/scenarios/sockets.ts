import type { Frame } from "../converse.ts";
import { NOBODY, type Scenario, type Step } from "../step.ts";

export const socketSettings = {
  PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED: "true",
  PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED: "true",
};

const auth: Frame = { say: { type: "auth", token: null } };
const silent = (say: unknown): Frame => ({ say, hear: 0 });

const paths = {
  in: "/events/in",
  out: "/events/out",
  logs: "/logs/out",
  tasks: "/task_runs/subscriptions/scheduled",
  worker: "/work_pools/pool/workers/connect",
};

/** A conversation behind the handshake. */
const within = (path: string, ...frames: Frame[]): Step => ({ send: `WS ${path}`, frames: [auth, ...frames] });
const each = (path: string, says: readonly unknown[]): Step[] => says.map((say) => within(path, { say }));

/** First frames that no websocket takes for its handshake, or takes although they are odd. */
const greetings = (path: string): Step[] =>
  [
    { type: "auth" },
    { type: "auth", token: 5, more: 1 },
    { type: "AUTH" },
    { type: null },
    {},
    { type: "filter", filter: {} },
    "null",
    "[]",
    '"auth"',
    "",
    "{",
    '{"type": "auth"} ',
    new Uint8Array([0x7b, 0x7d]),
  ].map((say) => ({ send: `WS ${path}`, frames: [{ say }] }));

/** What is no JSON object. */
const notMessages = ["", "{", "null", "[]", "5", '"text"', new Uint8Array([0x7b, 0x7d])];

const event = (name: string, more: Record<string, unknown> = {}) => ({
  id: `${name.repeat(8)}-${name.repeat(4)}-4${name.repeat(3)}-8${name.repeat(3)}-${name.repeat(12)}`,
  event: `told.${name}`,
  occurred: "<now>",
  resource: { "prefect.resource.id": "thing" },
  ...more,
});
const told = { event: { prefix: ["told."] } };

const frame = (type: string, payload: unknown, more: Record<string, unknown> = {}) => ({
  type,
  id: NOBODY,
  sent_at: "<now>",
  payload,
  ...more,
});
const abilities = ["worker_heartbeat.v1", "work_pool_snapshot.v1"];
const introduction = {
  consumer_id: NOBODY,
  worker_name: "worker",
  worker_type: "process",
  heartbeat_interval_seconds: 30,
  supported_channel_versions: ["work_pool_worker_channel.v1"],
  requested_capabilities: abilities,
};
const hello = (more: Record<string, unknown> = {}) => frame("worker.hello.v1", { ...introduction, ...more });
const beat = (more: Record<string, unknown> = {}) =>
  frame("worker.heartbeat.v1", {
    consumer_id: NOBODY,
    worker_name: "worker",
    heartbeat_interval_seconds: 30,
    ...more,
  });

export const sockets: Scenario = [
  { send: "WS /events/elsewhere", frames: [auth] },
  { send: "WS /events/in/", frames: [auth] },
  ...[[], ["other"], ["other", "prefect"]].flatMap((protocols) => [
    { send: `WS ${paths.in}`, protocols, frames: [{ ...auth, hear: protocols.includes("prefect") ? 1 : 0 }] },
    { send: `WS ${paths.out}`, protocols, frames: [{ say: { type: "subscribe" } }] },
    { send: `WS ${paths.tasks}`, protocols, frames: [{ say: { type: "filter" } }] },
    { send: `WS ${paths.worker}`, protocols, frames: [{ say: { type: "filter" } }] },
  ]),
  ...greetings(paths.in),
  ...greetings(paths.worker),

  within(paths.in, silent(event("1")), silent(event("2", { payload: { n: 1 } }))),
  ...each(paths.in, [...notMessages, {}, event("3", { resource: {} }), event("4", { id: null })]),
  within(paths.in, silent(event("5")), { say: "{" }),
  { send: "POST /events/filter", body: { filter: told }, settle: true, unordered: true },

  within(paths.out, { say: { type: "filter", filter: { ...told, occurred: { until: "<now+60>" } } }, hear: 3 }),
  within(paths.out, { say: { type: "filter", filter: told, backfill: null, more: 1 }, hear: 0 }),
  within(paths.out, { say: { type: "filter", filter: { event: { name: ["none"] } }, backfill: false }, hear: 0 }),
  ...each(paths.out, [
    ...notMessages,
    {},
    { type: "filter" },
    { type: "other", filter: {} },
    { type: "auth", token: null },
    ...[null, [], 5, { nope: 1 }, { occurred: { since: "never" } }, { event: 1 }].map((filter) => ({
      type: "filter",
      filter,
    })),
  ]),

  within(paths.logs, silent({ type: "filter", filter: {} })),
  ...each(paths.logs, [
    ...notMessages,
    {},
    { type: "filter" },
    { type: "other", filter: {} },
    ...[null, [], 5, { nope: 1 }, { level: { ge_: "high" } }].map((filter) => ({ type: "filter", filter })),
  ]),

  within(paths.tasks, silent({ type: "subscribe", keys: ["mine"], client_id: "me" })),
  ...each(paths.tasks, [
    ...notMessages,
    {},
    { type: "other" },
    { type: "subscribe" },
    { type: "subscribe", keys: [], client_id: "me" },
    { type: "subscribe", keys: null, client_id: "me" },
    { type: "subscribe", keys: ["mine"] },
    { type: "subscribe", keys: ["mine"], client_id: "" },
    { type: "subscribe", keys: 5, client_id: "me" },
  ]),
  {
    send: "POST /task_runs/",
    body: {
      task_key: "mine",
      dynamic_key: "1",
      name: "deferred",
      state: { type: "SCHEDULED", state_details: { deferred: true } },
    },
    keep: "task run",
  },
  within(paths.tasks, { say: { type: "subscribe", keys: ["mine"], client_id: "me" } }, { say: { type: "no" } }),
  within(paths.tasks, { say: { type: "subscribe", keys: ["mine"], client_id: "me" } }, { say: { type: "quit" } }),

  ...each(paths.worker, [hello()]),
  { send: "POST /work_pools/", body: { name: "pool", type: "process" }, keep: "pool" },
  ...each(paths.worker, [
    ...notMessages,
    {},
    { type: "worker.hello.v1" },
    { ...hello(), id: "none" },
    { ...hello(), sent_at: null },
    { ...hello(), more: 1 },
    beat(),
    hello({ consumer_id: "none" }),
    hello({ worker_name: "" }),
    hello({ worker_type: null }),
    hello({ heartbeat_interval_seconds: 0 }),
    hello({ supported_channel_versions: [] }),
    hello({ supported_channel_versions: ["another"] }),
    hello({ requested_capabilities: abilities.slice(1) }),
    hello({ handled_cleanup_kinds: ["pending_claim_teardown.v1"] }),
    hello({ handled_cleanup_kinds: ["another"] }),
    hello({ work_queue_names: ["none"] }),
    hello({ worker_type: "kubernetes" }),
    hello({ more: 1 }),
  ]),
  within("/work_pools/none/workers/connect", { say: hello() }),
  within(paths.worker, { say: hello() }, silent(beat())),
  within(
    paths.worker,
    { say: hello({ requested_capabilities: [...abilities, "another"] }) },
    { say: beat({ more: 1 }) },
  ),
  within(paths.worker, { say: hello() }, { say: beat({ worker_name: "another" }) }),
  { ...within(paths.worker, { say: hello() }, { say: hello() }), settle: true },
  { ...within(paths.worker, { say: hello() }, { say: "{" }), settle: true },
];
