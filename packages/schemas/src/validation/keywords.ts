import type { TSchema } from "typebox";
import { before, check, defaultFactory, lazy, sequence, shownFormat, unionTag } from "../types.ts";

/** What an after-validator may answer: nothing, a message (reported as pydantic's ValueError), or a whole item. */
export type Complaint = string | { type: string; msg: string; ctx?: Record<string, unknown> } | undefined;
/** Looks at a value that is otherwise valid. A model is new at that point, so its validator may fill in fields of it. */
export type AfterCheck = (value: unknown) => Complaint;
/**
 * Rewrites an input without changing it; a model's leaves alone the literals by which members of unions are told apart.
 * A plain Error or a ValidationError is the input's fault; any other subclass is a mistake here.
 */
export type BeforeCheck = (input: unknown) => unknown;

/** The keywords of a schema that the checker knows; any schema may be read through it. */
export interface Keywords {
  type?: string;
  format?: string;
  $id?: string;
  $ref?: string;
  $defs?: Record<string, TSchema>;
  anyOf?: TSchema[];
  allOf?: TSchema[];
  not?: TSchema;
  enum?: (string | number)[];
  const?: string | number | boolean;
  properties?: Record<string, TSchema>;
  patternProperties?: Record<string, TSchema>;
  additionalProperties?: TSchema | boolean;
  items?: TSchema | TSchema[];
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  uniqueItems?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string | RegExp;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  /** pydantic's strict scalars: no other JSON type stands for this one. */
  strict?: boolean;
  /** Name of the property whose literal value chooses the member of a union. */
  discriminator?: string;
  default?: unknown;
  [defaultFactory]?: () => unknown;
  [check]?: AfterCheck | AfterCheck[];
  [before]?: BeforeCheck | BeforeCheck[];
  [lazy]?: () => TSchema;
  [shownFormat]?: true;
  [sequence]?: true;
  [unionTag]?: string;
  "~optional"?: true;
}

/** The schema, seen as its keywords. */
export const keywordsOf = (schema: TSchema): Keywords => schema;

const isNull = (schema: TSchema): boolean => keywordsOf(schema).type === "null";

/** The members of a union apart from null, and whether null is one: Python's `Optional` is no member of its own. */
export function membersOf(anyOf: TSchema[]): { members: TSchema[]; nullable: boolean } {
  const members = anyOf.filter((member) => !isNull(member));
  return { members, nullable: members.length < anyOf.length };
}

/** The values of a union of literals, which Python writes as one `Literal[…]`; undefined for any other union. */
export function literalsOf(members: TSchema[]): (string | number | boolean)[] | undefined {
  const values = members.map((member) => keywordsOf(member).const);
  return values.every((value) => value !== undefined) && values.length > 0 ? values : undefined;
}
