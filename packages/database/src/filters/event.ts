import type { EventFilter } from "@prefect-ts/schemas/event";
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, type Condition, type MaybeCondition } from "./combine.ts";
import { atLeast, atMost } from "./fields.ts";
import { anyResource, inSome, mainResource, oneOrMore, relatedResource, startsWithAny } from "./event-resource.ts";
import { parseTextSearch } from "./text-search.ts";

type Events = ExpressionBuilder<Tables, "events">;

const not = (condition: Condition): Condition => sql<SqlBool>`not (${condition})`;

function nameConditions(filter: NonNullable<EventFilter["event"]>, eb: Events): MaybeCondition[] {
  const column = eb.ref("events.event");
  const excludedName = inSome(column, filter.exclude_name);
  const excludedPrefix = startsWithAny(column, filter.exclude_prefix);
  return [
    startsWithAny(column, filter.prefix),
    excludedPrefix && not(excludedPrefix),
    inSome(column, filter.name),
    excludedName && not(excludedName),
  ];
}

/** Looks through the event's name, its resources and its payload as their JSON is kept. */
function textConditions(query: string, eb: Events): MaybeCondition[] {
  const parts = ["event", "resource", "related", "payload"] as const;
  const columns = parts.map((part) => sql`cast(${eb.ref(`events.${part}`)} as text)`);
  const text = sql`lower(${sql.join(columns, sql` || ' ' || `)})`;
  const contains = (term: string) =>
    sql<SqlBool>`${text} like ${`%${term.toLowerCase().replace(/[%_/]/g, "/$&")}%`} escape '/'`;
  const { include, exclude, required } = parseTextSearch(query);
  return [
    combine("or_", include.map(contains)),
    ...exclude.map((term) => not(contains(term))),
    ...required.map(contains),
  ];
}

/** An event filter as a condition on `events`. `since` and `until` are the filter's own, or its defaults. */
export function eventConditions(filter: EventFilter, eb: Events, dialect: DialectQueries): MaybeCondition {
  const { since, until } = filter.occurred;
  const period = (column: Expression<unknown>) => [atLeast(column, since), atMost(column, until)];
  const scope = (condition: MaybeCondition): MaybeCondition =>
    condition &&
    sql<SqlBool>`${eb.ref("events.id")} in (select event_id from event_resources where ${combine("and_", [
      ...period(sql.ref("event_resources.occurred")),
      condition,
    ])})`;
  return combine("and_", [
    ...period(eb.ref("events.occurred")),
    ...(filter.event ? nameConditions(filter.event, eb) : []),
    ...(filter.resource
      ? [
          inSome(eb.ref("events.resource_id"), filter.resource.id),
          startsWithAny(eb.ref("events.resource_id"), filter.resource.id_prefix),
          scope(mainResource(filter.resource.labels, dialect)),
        ]
      : []),
    ...oneOrMore(filter.related).map((related) => scope(relatedResource(related, dialect))),
    ...oneOrMore(filter.any_resource).map((resource) => scope(anyResource(resource, dialect))),
    inSome(eb.ref("events.id"), filter.id.id),
    ...(filter.text ? textConditions(filter.text.query, eb) : []),
  ]);
}
