import type { Route } from "@prefect-ts/server/http/route";
import fc from "fast-check";
import type { TSchema } from "typebox";

/** A request that may be right, nearly right, or nonsense. */
export interface RandomRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
}

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", "\u0000", "a/b", "../..", "%", "';--", "NaN", "true", "2024-02-30", "x".repeat(3000), "😀"),
);

/** Values that fit nothing in particular. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21, 2 ** 53, -(2 ** 63), [], {}, [[]], [null], { a: 1 }),
  fc.constantFrom(JSON.parse('{"__proto__": {"polluted": true}}'), { constructor: { prototype: {} } }),
  fc.jsonValue({ maxDepth: 3 }),
);

const instants = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date("1900-01-01"), max: new Date("2200-01-01") })
    .map((d) => d.toISOString()),
  fc.constantFrom("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2024-01-01", 0, 1e12, -1),
);

/** Stands for a field that is left out. */
const absent = Symbol("absent");

const keyword = (schema: TSchema, name: string): unknown => Reflect.get(schema, name);

/** A value that the schema accepts, more or less; its constraints are mostly not looked at. */
function fitting(schema: TSchema, ids: readonly string[], depth: number): fc.Arbitrary<unknown> {
  const members = keyword(schema, "anyOf");
  if (Array.isArray(members)) return fc.oneof(...members.map((member: TSchema) => valueOf(member, ids, depth)));
  const choices = keyword(schema, "enum");
  if (Array.isArray(choices)) return fc.constantFrom(...choices);
  if ("const" in schema) return fc.constant(keyword(schema, "const"));
  const uuid = fc.oneof(fc.constantFrom(...ids), fc.uuid());
  switch (keyword(schema, "type")) {
    case "string": {
      const format = keyword(schema, "format");
      if (format === "uuid") return uuid;
      if (format === "date-time") return instants;
      return fc.oneof(text, fc.constantFrom("default", "a", ...ids));
    }
    case "integer":
      return fc.oneof(fc.integer({ min: -2, max: 300 }), fc.constantFrom(2 ** 31, 2 ** 53, -(2 ** 31)));
    case "number":
      return fc.double({ noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(valueOf(Object(keyword(schema, "items") ?? {}), ids, depth + 1), { maxLength: 3 });
    case "object":
      return depth > 5 ? fc.constant({}) : objectOf(schema, ids, depth);
    default:
      return junk;
  }
}

function objectOf(schema: TSchema, ids: readonly string[], depth: number): fc.Arbitrary<unknown> {
  const properties = keyword(schema, "properties");
  if (typeof properties !== "object" || properties === null) return fc.dictionary(text, junk, { maxKeys: 3 });
  const names = keyword(schema, "required");
  const required = Array.isArray(names) ? names.map(String) : [];
  const fields = Object.entries(properties).map(([name, field]) => {
    const value = valueOf(field, ids, depth + 1);
    const weight = required.includes(name) ? 30 : 1;
    return [name, fc.oneof({ weight, arbitrary: value }, fc.constant(absent))] as const;
  });
  return fc
    .record(Object.fromEntries(fields))
    .map((values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== absent)));
}

const valueOf = (schema: TSchema, ids: readonly string[], depth: number): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: fitting(schema, ids, depth) }, { weight: 1, arbitrary: junk });

const headers = fc.record(
  {
    "content-type": fc.constantFrom(
      "application/json",
      "application/json",
      "application/json",
      "text/plain",
      "application/x-www-form-urlencoded",
      "",
    ),
    "x-prefect-api-version": fc.constantFrom("0.8.4", "0.8.0", "0.7.9", "x", "1.2", ""),
    "user-agent": fc.constantFrom("prefect/3.8.8 (API 0.8.4)", "prefect/3.0.0 (API 0.8.4)", "curl"),
    "accept-encoding": fc.constantFrom("gzip", "identity", "br"),
    "prefect-automation-id": fc.constantFrom("x", "00000000-0000-0000-0000-000000000001"),
    "prefect-automation-name": fc.constantFrom("eA==", "%%%"),
    origin: fc.constantFrom("http://localhost", "null"),
  },
  { requiredKeys: [] },
);

/** A segment as a client would write it; the rare bad escape is left in. */
const segment = (value: unknown) => (value === "%" ? "%" : encodeURIComponent(String(value).toWellFormed()));

function pathOf(route: Route, ids: readonly string[]): fc.Arbitrary<string> {
  const parts = route.path.split("/").map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const schema = name === undefined ? undefined : route.params?.properties[name];
    return schema ? valueOf(schema, ids, 0).map(segment) : fc.constant(part);
  });
  const query = route.query ? objectOf(route.query, ids, 0) : fc.constant({});
  return fc.tuple(fc.tuple(...parts), query).map(([segments, values]) => {
    const pairs = Object.entries(Object(values)).map(([name, value]) => `${name}=${segment(value)}`);
    return segments.join("/") + (pairs.length > 0 ? `?${pairs.join("&")}` : "");
  });
}

const bodyOf = (route: Route, ids: readonly string[]): fc.Arbitrary<RandomRequest["body"]> => {
  if (!route.body) return fc.constant(undefined);
  const json = valueOf(route.body, ids, 0).map((value) => JSON.stringify(value) ?? "");
  return fc.oneof(
    { weight: 12, arbitrary: json },
    { weight: 1, arbitrary: fc.tuple(json, fc.nat()).map(([whole, at]) => whole.slice(0, at % (whole.length + 1))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("[".repeat(5000), `{"a":`.repeat(2000), "NaN", "[1e400]", '"\\ud800"', "{}"),
    },
  );
};

/** Requests to the routes that are given; `ids` are those of objects that exist. */
export const randomRequests = (routes: readonly Route[], ids: readonly string[]): fc.Arbitrary<RandomRequest> =>
  fc.constantFrom(...routes).chain((route) =>
    fc.record({
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant<string>(route.method) },
        fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH"),
      ),
      path: pathOf(route, ids),
      headers,
      body: bodyOf(route, ids),
    }),
  );
