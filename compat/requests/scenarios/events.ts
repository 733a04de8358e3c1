import { each, filtered, NOBODY, type Scenario, wrong } from "../step.ts";

const ids = ["1", "2", "3", "4"].map((digit) => NOBODY.replaceAll("0", digit).replace(/^./, digit));
const occurred = (place: number) => `<now-${60 - place}>`;

const event = (place: number, more: Record<string, unknown> = {}) => ({
  id: ids[place],
  event: `things.happened.${place}`,
  occurred: occurred(place),
  resource: {
    "prefect.resource.id": `thing.${place}`,
    "prefect.resource.name": `Thing ${place}`,
    kind: place < 2 ? "low" : "high",
  },
  related: [
    { "prefect.resource.id": "other.1", "prefect.resource.role": place < 2 ? "owner" : "friend", colour: "red" },
  ],
  payload: { n: place, text: `hello number ${place}` },
  ...more,
});

const bad = [
  { event: null },
  { event: "" },
  { occurred: "yesterday" },
  { occurred: null },
  { id: "none" },
  { id: null },
  { resource: {} },
  { resource: { name: "x" } },
  { resource: { "prefect.resource.id": "" } },
  { resource: { "prefect.resource.id": 1 } },
  { related: [{ "prefect.resource.id": "x" }] },
  { related: {} },
  { payload: "x" },
  { payload: null },
  { follows: "x" },
];

const things = { resource: { id_prefix: ["thing."] } };
const filters = [
  things,
  { event: { name: ["things.happened.1"] } },
  { event: { prefix: ["things.happened."] } },
  { event: { prefix: ["things."], exclude_name: ["things.happened.1"] } },
  { event: { prefix: ["things."], exclude_prefix: ["things.happened.2"] } },
  { event: { prefix: ["things."], exclude_prefix: [], exclude_name: [] } },
  { event: { name: [] } },
  { resource: { id: ["thing.1", "thing.9"] } },
  { resource: { id_prefix: ["thing."], labels: { kind: "low" } } },
  { resource: { id_prefix: ["thing."], labels: { kind: ["low", "high"] } } },
  { resource: { labels: { kind: "!low" } } },
  { resource: { labels: { "prefect.resource.name": "Thing*" } } },
  { ...things, related: { id: ["other.1"] } },
  { ...things, related: { role: ["friend"] } },
  { ...things, related: { resources_in_roles: [["other.1", "owner"]] } },
  { ...things, related: { labels: { colour: "red" } } },
  { ...things, related: [{ role: ["friend"] }, { id: ["other.1"] }] },
  { any_resource: { id: ["other.1"] } },
  { any_resource: { id_prefix: ["thing.3"] } },
  { any_resource: { labels: { colour: ["red"] } } },
  { id: { id: [ids[0]] } },
  { id: { id: [] } },
  { ...things, text: { query: "hello" } },
  { ...things, text: { query: "number 2" } },
  { ...things, text: { query: "hello -2" } },
  { ...things, text: { query: '"number 1"' } },
  { ...things, order: "ASC" },
  { ...things, occurred: { since: "2020-01-01T00:00:00Z", until: "2020-01-02T00:00:00Z" } },
  { ...things, occurred: { since: "<now-3600>", until: "<now+3600>" } },
  { ...things, resource: { id_prefix: ["thing."], distinct: true } },
];
const wrongFilters = [
  { order: "UP" },
  { event: "x" },
  { event: { names: [] } },
  { occurred: { since: "x" } },
  { id: { id: ["none"] } },
  { text: { query: "x".repeat(201) } },
  { text: {} },
  { related: { resources_in_roles: [["one"]] } },
  { unknown: 1 },
  { resource: { labels: [] } },
  { event: { prefix: "x" } },
];
const hide = ["received"] as const;

export const events: Scenario = [
  {
    send: "POST /events",
    body: [event(0), event(1), event(2, { follows: ids[1] }), event(3, { payload: { long: "x".repeat(100), f: 1.0 } })],
  },
  { send: "POST /events", body: [] },
  { send: "POST /events", body: event(0) },
  { send: "POST /events", body: [event(0)] },
  ...bad.map((more) => ({
    send: "POST /events",
    body: [
      {
        event: "wrong",
        occurred: "<now-10>",
        resource: { "prefect.resource.id": "wrong" },
        ...more,
        id: "id" in more ? more.id : ids[0]?.replace(/.$/, "7"),
      },
    ],
  })),
  ...["event", "occurred", "resource"].map((field) => ({
    send: "POST /events",
    body: [Object.fromEntries(Object.entries(event(0)).filter(([key]) => key !== field))],
  })),
  { send: "POST /events", body: [event(0, { unknown: 1 })] },
  ...each("POST /events", [null, {}, "x", [null], [[]]]),
  { send: "POST /events", raw: "[" },
  { send: "POST /events", raw: new Uint8Array([0x5b, 0xff, 0x5d]) },
  { send: "POST /events/", body: [] },
  { send: "POST /events/filter", body: { filter: things }, hide, settle: true },
  ...filtered("POST /events/filter", "filter", filters, { hide }),
  ...filtered("POST /events/filter", "filter", wrongFilters, { hide }),
  ...each(
    "POST /events/filter",
    [
      { filter: things, limit: 0 },
      { filter: things, limit: 50 },
      { filter: things, limit: 51 },
      { filter: things, limit: -1 },
      { filter: things, limit: null },
      { filter: things, limit: "x" },
      { filter: things, unknown: 1 },
      { limit: 51 },
      [],
    ],
    { hide },
  ),
  {
    send: "POST /events/filter",
    body: { filter: things, limit: 1 },
    keep: { next: "next_page" },
    hide: ["received", "next_page"],
  },
  { send: "GET /events/filter/next?<next>", hide: ["received", "next_page"] },
  { send: "GET /events/filter/next" },
  { send: "GET /events/filter/next?page-token=nothing" },
  { send: "GET /events/filter/next?page-token=" },
  ...["day", "time", "event", "resource"].flatMap((countable) =>
    each(
      `POST /events/count-by/${countable}`,
      [
        { filter: { ...things, occurred: { since: "<now-7200>", until: "<now+60>" } } },
        { filter: { event: { name: ["none"] } } },
      ].slice(countable === "day" || countable === "time" ? 1 : 0),
    ),
  ),
  ...each(
    "POST /events/count-by/time",
    [
      {
        filter: { ...things, occurred: { since: "2020-01-01T00:00:00Z", until: "2020-01-01T02:00:00Z" } },
        time_unit: "hour",
      },
      {
        filter: { ...things, occurred: { since: "2020-01-01T00:00:00Z", until: "2020-01-01T02:00:00Z" } },
        time_unit: "hour",
        time_interval: 0.5,
      },
      {
        filter: { ...things, occurred: { since: "2020-01-01T00:00:00Z", until: "2020-01-05T02:00:00Z" } },
        time_unit: "second",
        time_interval: 1,
      },
      {
        filter: { ...things, occurred: { since: "2020-01-01T00:00:00Z", until: "2020-01-05T02:00:00Z" } },
        time_unit: "week",
      },
      { filter: {}, time_interval: 0 },
      { filter: {}, time_unit: "year" },
      { filter: {}, time_unit: null, time_interval: null },
      {},
      { filter: null },
    ].slice(0, 9),
  ).filter(({ body }) => JSON.stringify(body) !== '{"filter":{},"time_unit":null,"time_interval":null}'),
  { send: "POST /events/count-by/nothing", body: { filter: {} } },
  ...wrong(
    "POST /events/count-by/event",
    { filter: { event: { name: ["none"] } }, time_unit: "day", time_interval: 1 },
    { required: ["filter"] },
  ),
];
