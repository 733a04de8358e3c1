import { randomUUID } from "node:crypto";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
const occurred = { since: "2026-01-30T00:00:00Z", until: "2026-02-01T00:00:00Z" };

/** 120 events, a minute apart: of two names, seven things and, but for each sixth, one related resource. */
const events = Array.from({ length: 120 }, (_, n) => ({
  id: randomUUID(),
  occurred: new Date(Date.parse("2026-01-31T00:00:00Z") + n * 60_000).toISOString(),
  event: n % 2 ? "a.odd" : "a.even",
  resource: {
    "prefect.resource.id": `thing.${n % 7}`,
    "prefect.resource.name": `Thing ${n % 7}`,
    env: n % 3 ? "dev" : "prod",
  },
  related:
    n % 6 ? [{ "prefect.resource.id": `owner.${n % 4}`, "prefect.resource.role": "owner", team: `t_${n % 2}` }] : [],
  payload: { text: `Number ${n}` },
}));

beforeAll(async () => {
  server = await testServer();
  expect(await server.request("POST", "/events", events)).toMatchObject({ status: 204, body: undefined });
});
afterAll(() => server.close());

interface Page {
  events: { id: string }[];
  total: number;
  next_page: string | null;
}
const isPage = (body: unknown): body is Page => typeof body === "object" && body !== null && "events" in body;

async function find(filter: object, limit = 50): Promise<Page> {
  const { body } = await server.request("POST", "/events/filter", { filter: { occurred, ...filter }, limit });
  if (!isPage(body)) throw new Error(JSON.stringify(body));
  return body;
}

describe("finding events", () => {
  test("goes through all pages, newest first, by addresses that hold the query", async () => {
    let page = await find({});
    const seen = page.events.map(({ id }) => id);
    while (page.next_page) {
      expect(page.next_page.startsWith(`${server.url}/events/filter/next?page-token=`)).toBe(true);
      const { body } = await server.request("GET", page.next_page.slice(server.url.length));
      if (!isPage(body)) throw new Error(JSON.stringify(body));
      page = body;
      seen.push(...page.events.map(({ id }) => id));
      expect(page.total).toBe(120);
    }
    expect(seen).toEqual(events.map(({ id }) => id).toReversed());
  });

  test.each<[string, object, (n: number) => boolean]>([
    ["a name", { event: { name: ["a.odd"] } }, (n) => n % 2 === 1],
    [
      "the beginning of a name, another excluded",
      { event: { prefix: ["a."], exclude_prefix: ["a.o"] } },
      (n) => n % 2 === 0,
    ],
    ["a resource", { resource: { id: ["thing.1", "thing.2"] } }, (n) => [1, 2].includes(n % 7)],
    [
      "labels",
      { resource: { labels: { env: "!prod", "prefect.resource.name": ["Thing 1", "* 2"] } } },
      (n) => n % 3 > 0 && [1, 2].includes(n % 7),
    ],
    ["labels without values", { resource: { labels: { env: [] } } }, () => false],
    ["a related resource", { related: { id: ["owner.1"], role: ["owner"] } }, (n) => n % 6 > 0 && n % 4 === 1],
    ["the role of a main resource", { related: { id: ["thing.1"] } }, () => false],
    [
      "labels that are no patterns",
      { related: [{ labels: { team: "t_1" } }, { labels: { team: "t*" } }] },
      (n) => n % 6 > 0 && n % 2 === 1,
    ],
    [
      "any resource",
      { any_resource: [{ id_prefix: ["owner."] }, { id: ["thing.3"] }] },
      (n) => n % 6 > 0 && n % 7 === 3,
    ],
    ["text", { text: { query: '"number 11" -prod' } }, (n) => (n === 11 || (n >= 110 && n < 120)) && n % 3 > 0],
    ["ids", { id: { id: [events[3]?.id, events[7]?.id] } }, (n) => n === 3 || n === 7],
    ["an empty list, which says nothing", { event: { name: [] } }, () => true],
  ])("narrows by %s", async (_, filter, matches) => {
    const expected = events.filter((_event, n) => matches(n)).map(({ id }) => id);
    const page = await find({ ...filter, order: "ASC" });
    expect(page.total).toBe(expected.length);
    expect(page.events.map(({ id }) => id)).toEqual(expected.slice(0, 50));
  });

  test("answers the newest of each resource where they are to be distinct", async () => {
    const page = await find({ resource: { distinct: true } });
    expect(page.events.map(({ id }) => id)).toEqual(
      events
        .slice(-7)
        .map(({ id }) => id)
        .toReversed(),
    );
  });

  test.each([
    "",
    "abc",
    Buffer.from("{}").toString("base64"),
    btoa(btoa('{"filter":{},"count":1,"page_size":51,"offset":0}')),
  ])("refuses the page token %j", async (token) => {
    const answer = await server.request("GET", `/events/filter/next?page-token=${encodeURIComponent(token)}`);
    expect(answer).toMatchObject({ status: 403, body: { detail: "Forbidden" } });
  });

  test("refuses pages of more than fifty", async () => {
    expect(await server.request("POST", "/events/filter", { limit: 51 })).toMatchObject({ status: 422 });
  });
});

describe("counting events", () => {
  const count = async (by: string, more: object = {}) =>
    (await server.request("POST", `/events/count-by/${by}`, { filter: { occurred }, ...more })).body;

  test("by time counts every period, those without events too", async () => {
    const periods = await count("time", { time_unit: "hour", time_interval: 1 });
    const counts = new Map([
      [24, 60],
      [25, 60],
    ]);
    expect(periods).toMatchObject(
      Array.from({ length: 48 }, (_, n) => ({ value: String(n), count: counts.get(n) ?? 0 })),
    );
    expect(Reflect.get(Object(periods), 24)).toEqual({
      value: "24",
      label: "2026-01-31T00:00:00+00:00",
      count: 60,
      start_time: "2026-01-31T00:00:00Z",
      end_time: "2026-01-31T00:59:59.999999Z",
    });
  });

  test("by day, name and resource", async () => {
    expect(await count("day")).toMatchObject([{ count: 0 }, { count: 120 }]);
    expect(await count("event")).toMatchObject([
      { value: "a.even", count: 60 },
      { value: "a.odd", count: 60 },
    ]);
    const [first] = Object(await count("resource"));
    expect(first).toMatchObject({ value: "thing.0", label: "Thing 0", count: 18, start_time: "2026-01-31T00:00:00Z" });
  });

  test("a period may begin before the first year", async () => {
    const ancient = { since: "0001-01-01T00:00:00Z", until: "0001-01-05T00:00:00Z" };
    expect(await count("time", { filter: { occurred: ancient }, time_unit: "day", time_interval: 3 })).toMatchObject([
      { count: 0, end_time: "0001-01-02T00:00:00Z" },
      { count: 0, start_time: "0001-01-02T00:00:00Z" },
    ]);
  });

  test("refuses more than a thousand periods", async () => {
    const answer = await server.request("POST", "/events/count-by/time", { filter: { occurred }, time_unit: "minute" });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining("would create 2880 buckets") });
  });
});

describe("taking events", () => {
  const good = { ...events[0], id: randomUUID() };
  test.each([
    ["resource", { resource: { a: "b" } }, "Resources must include the prefect.resource.id label"],
    ["resource", { resource: { "prefect.resource.id": "" } }, "The prefect.resource.id label must be non-empty"],
    [
      "related",
      { related: [{ "prefect.resource.id": "x" }] },
      "Related Resources must include the prefect.resource.role label",
    ],
    [
      "related",
      { related: Array(101).fill({ "prefect.resource.id": "x", "prefect.resource.role": "y" }) },
      "The maximum number of related resources is 100",
    ],
    ["event", { event: "é".repeat(1025) }, "Event name must be at most 1024 characters"],
  ])("refuses a wrong %s: %j", async (_, wrong, message) => {
    const answer = await server.request("POST", "/events", [good, { ...good, ...wrong }]);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ exception_detail: [{ msg: `Value error, ${message}` }] });
  });
});
