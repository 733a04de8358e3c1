import type { EventAnyResourceFilter, EventRelatedFilter } from "@prefect-ts/schemas/event";
import type { ResourceSpecification } from "@prefect-ts/schemas/trigger";
import { type Expression, type SqlBool, sql } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import { combine, type MaybeCondition, nothing } from "./combine.ts";

const idColumn = sql.ref<string>("event_resources.resource_id");
const roleColumn = sql.ref<string>("event_resources.resource_role");
const labelsColumn = sql.ref("event_resources.resource");

export const oneOrMore = <F>(filter: F | F[] | null): F[] =>
  filter === null ? [] : Array.isArray(filter) ? filter : [filter];

/** In the list; an empty one says nothing, unlike in the filters of other objects. */
export const inSome = (column: Expression<unknown>, values: readonly unknown[] | null): MaybeCondition =>
  values && values.length > 0 ? sql<SqlBool>`${column} in (${sql.join(values)})` : undefined;

/** Begins with one of the list; `%` and `_` stand for any characters, as in the reference. */
export const startsWithAny = (column: Expression<unknown>, prefixes: readonly string[] | null): MaybeCondition =>
  combine(
    "or_",
    (prefixes ?? []).map((prefix) => sql<SqlBool>`${column} like ${`${prefix}%`}`),
  );

const wildcards: Record<string, string> = { "*": "%", "?": "_", "\\": "\\\\", "%": "\\%", _: "\\_" };

/** The column matches one of the globs, of which a `!` in front negates one. */
function matchesAny(column: Expression<unknown>, globs: readonly string[]): MaybeCondition {
  const conditions = globs.map((glob) => {
    const isNegated = glob.startsWith("!");
    const pattern = glob.slice(isNegated ? 1 : 0).replace(/[*?\\%_]/g, (character) => wildcards[character] ?? "");
    const condition = sql<SqlBool>`${column} like ${pattern} escape '\\'`;
    return isNegated ? sql<SqlBool>`not (${condition})` : condition;
  });
  return conditions.length === 0 ? nothing : combine("or_", conditions);
}

/** Labels as their table keeps them: the id and the role in columns of their own. No values match nothing. */
function labelConditions(labels: ResourceSpecification | null, dialect: DialectQueries, hasRole: boolean) {
  return Object.entries(labels ?? {}).map(([label, expected]) => {
    const values = typeof expected === "string" ? [expected] : expected;
    const saysNothing = values.length === 0 || expected === "";
    if (label === "prefect.resource.id") return saysNothing ? undefined : matchesAny(idColumn, values);
    if (label === "prefect.resource.role" && hasRole) return saysNothing ? undefined : inSome(roleColumn, values);
    return matchesAny(dialect.jsonText(labelsColumn, label), values);
  });
}

/** Conditions on `event_resources` for the resource that an event is about, by its labels. */
export function mainResource(labels: ResourceSpecification | null, dialect: DialectQueries): MaybeCondition {
  if (Object.keys(labels ?? {}).length === 0) return undefined;
  return combine("and_", [sql<SqlBool>`${roleColumn} = ''`, ...labelConditions(labels, dialect, false)]);
}

/** For a resource related to an event: any but the one that it is about, unless a role is asked for. */
export function relatedResource(filter: EventRelatedFilter, dialect: DialectQueries): MaybeCondition {
  const pairs = filter.resources_in_roles ?? [];
  const inRoles = pairs.map(([id, role]) => sql<SqlBool>`(${idColumn} = ${id} and ${roleColumn} = ${role})`);
  const condition = combine("and_", [
    inSome(idColumn, filter.id),
    inSome(roleColumn, filter.role),
    combine("or_", inRoles),
    ...labelConditions(filter.labels, dialect, true),
  ]);
  // Labels that restrict nothing still ask for a related resource.
  const asks = condition !== undefined || Object.keys(filter.labels ?? {}).length > 0;
  const asksForRole = filter.role && filter.role.length > 0;
  return asks && !asksForRole ? combine("and_", [condition, sql<SqlBool>`${roleColumn} <> ''`]) : condition;
}

/** For any resource that an event involves. */
export const anyResource = (filter: EventAnyResourceFilter, dialect: DialectQueries): MaybeCondition =>
  combine("and_", [
    inSome(idColumn, filter.id),
    startsWithAny(idColumn, filter.id_prefix),
    ...labelConditions(filter.labels, dialect, true),
  ]);
