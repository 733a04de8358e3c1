import type { Frame } from "./converse.ts";

/**
 * One request of a scenario. In its path, headers, body and frames `<name>` stands for what an earlier step kept,
 * `<now-60>` for an instant.
 */
export interface Step {
  /** Method and path with query, e.g. `GET /flows/<flow>`; `WS /events/in` where there are frames. */
  send: string;
  /** What is sent as JSON. */
  body?: unknown;
  /** What is sent as it is, in place of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** What is said on a websocket. */
  frames?: readonly Frame[];
  /** The subprotocols that it offers; `prefect` by default. */
  protocols?: readonly string[];
  /** A name for the id of the answer; or names, each with the path of a value in the answer. */
  keep?: string | Record<string, string>;
  /** Lists in the answer have no order that means something. */
  unordered?: true;
  /** Keys whose values are not compared. */
  hide?: readonly string[];
  /** What came before takes effect in the reference only after a while: waits before sending when recording. */
  settle?: true;
}

/** A resource's name, and what is asked about it of a new server, in order. */
export type Scenario = readonly Step[];

/** A UUID that belongs to nothing. */
export const NOBODY = "00000000-0000-4000-8000-000000000000";

const wrongFor = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return [null, "x", [null], [{}]];
  switch (typeof value) {
    case "string":
      return [null, 5, ["x"], ""];
    case "number":
      return [null, "x", -1, 1.5, []];
    case "boolean":
      return [null, "maybe", 2, []];
    default:
      return [null, "x", []];
  }
};

/** The bodies that no operation takes. */
const notBodies: readonly Omit<Step, "send">[] = [
  {},
  { body: null },
  { body: [] },
  { body: "text" },
  { raw: "{" },
  { raw: '{"a": 1,}' },
  { raw: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) },
];

interface Wrongs {
  /** Fields without which the request is wrong; all by default. */
  required?: readonly string[];
  /** Fields that are not to be varied. */
  except?: readonly string[];
}

/** A request that is right but for one field at a time: missing, null, of another type, at a bound; then bodies that are none. */
export function wrong(send: string, body: Record<string, unknown>, { required, except = [] }: Wrongs = {}): Step[] {
  const fields = Object.entries(body).filter(([name]) => !except.includes(name));
  const without = (name: string) => Object.fromEntries(Object.entries(body).filter(([other]) => other !== name));
  return [
    ...fields.flatMap(([name, value]) => wrongFor(value).map((other) => ({ send, body: { ...body, [name]: other } }))),
    ...(required ?? Object.keys(body)).map((name) => ({ send, body: without(name) })),
    { send, body: { ...body, unknown_field: 1 } },
    ...notBodies.map((rest) => ({ send, ...rest })),
  ];
}

/** The same request with each of these bodies. */
export const each = (send: string, bodies: readonly unknown[], rest: Partial<Step> = {}): Step[] =>
  bodies.map((body) => ({ send, body, ...rest }));

/** A filter route with each of these filters under one key of its body. */
export const filtered = (send: string, key: string, filters: readonly unknown[], rest: Partial<Step> = {}): Step[] =>
  each(
    send,
    filters.map((filter) => ({ [key]: filter })),
    rest,
  );

/** Limits and offsets at their bounds and beyond, and of wrong types. */
export const paged = (send: string, rest: Partial<Step> = {}): Step[] =>
  each(
    send,
    [
      ...[0, 1, 200, 201, -1, null, "2", "x", 1.5, 2 ** 63].map((limit) => ({ limit })),
      ...[0, 1, 1000, -1, null, "1", "x", 2 ** 63].map((offset) => ({ offset })),
      { limit: 1, offset: 1 },
    ],
    rest,
  );

/** Pages at their bounds and beyond, and of wrong types. */
export const paginated = (send: string, rest: Partial<Step> = {}): Step[] =>
  each(
    send,
    [
      {},
      ...[1, 2, 1000, 0, -1, null, "1", "x"].map((page) => ({ page, limit: 1 })),
      ...[0, 200, 201, -1].map((limit) => ({ limit })),
    ],
    rest,
  );

/** Ids that are none, and one that belongs to nothing, in place of `{id}`. */
export const strangers = (send: string, body?: unknown): Step[] =>
  [NOBODY, "none", NOBODY.replaceAll("-", ""), "%00"].map((id) => ({
    send: send.replace("{id}", id),
    ...(body !== undefined && { body }),
  }));
