import { parseTextSearch } from "@prefect-ts/database/filters/text-search";
import type { Event, EventAnyResourceFilter, EventFilter, EventRelatedFilter } from "@prefect-ts/schemas/event";
import { type Labels, labelsMatcher } from "./labels.ts";

type EventTest = (event: Event) => boolean;
type ResourceTest = (labels: Labels) => boolean;

const idOf = (labels: Labels) => labels["prefect.resource.id"] ?? "";
const roleOf = (labels: Labels) => labels["prefect.resource.role"] ?? "";
const oneOrMore = <F>(filter: F | F[] | null): F[] =>
  filter === null ? [] : Array.isArray(filter) ? filter : [filter];

/** In the list; an empty one says nothing. */
const inSome = (values: readonly string[] | null, value: string) =>
  !values || values.length === 0 || values.includes(value);
const startsWithAny = (prefixes: readonly string[] | null, value: string) =>
  !prefixes || prefixes.length === 0 || prefixes.some((prefix) => value.startsWith(prefix));

function resourceTest({ id, id_prefix: prefixes, labels }: EventAnyResourceFilter): ResourceTest {
  const matches = labelsMatcher(labels);
  return (resource) => inSome(id, idOf(resource)) && startsWithAny(prefixes, idOf(resource)) && matches(resource);
}

function relatedTest({ id, role, resources_in_roles: pairs, labels }: EventRelatedFilter): EventTest {
  const isGiven = [id, role, pairs, Object.keys(labels ?? {})].some((part) => part && part.length > 0);
  if (!isGiven) return () => true;
  const matches = labelsMatcher(labels);
  const inRoles: ResourceTest = (resource) =>
    !pairs || pairs.length === 0 || pairs.some(([of, as]) => of === idOf(resource) && as === roleOf(resource));
  return ({ related }) =>
    related.some(
      (resource) =>
        inSome(id, idOf(resource)) && inSome(role, roleOf(resource)) && inRoles(resource) && matches(resource),
    );
}

function nameTest(filter: NonNullable<EventFilter["event"]>): EventTest {
  const { prefix, exclude_prefix: excludedPrefixes, name, exclude_name: excludedNames } = filter;
  return ({ event }) =>
    startsWithAny(prefix, event) &&
    !excludedPrefixes?.some((excluded) => event.startsWith(excluded)) &&
    inSome(name, event) &&
    !excludedNames?.includes(event);
}

function textTest(query: string): EventTest {
  const { include, exclude, required } = parseTextSearch(query.toLowerCase());
  return ({ event, resource, related, payload }) => {
    const values = [resource, ...related].flatMap((labels) => Object.values(labels));
    const text = [event, ...values, JSON.stringify(payload)].join(" ").toLowerCase();
    const has = (term: string) => text.includes(term);
    return (include.length === 0 || include.some(has)) && !exclude.some(has) && required.every(has);
  };
}

/** Whether events match a filter, without asking the database: for those that have just come. */
export function eventMatcher(filter: EventFilter): EventTest {
  const { since, until } = filter.occurred;
  const ids = filter.id.id;
  const tests: EventTest[] = [({ occurred }) => !occurred.isBefore(since) && !occurred.isAfter(until)];
  if (ids && ids.length > 0) tests.push(({ id }) => ids.includes(id));
  if (filter.event) tests.push(nameTest(filter.event));
  if (filter.resource) {
    const matches = resourceTest(filter.resource);
    tests.push(({ resource }) => matches(resource));
  }
  tests.push(...oneOrMore(filter.related).map(relatedTest));
  for (const matches of oneOrMore(filter.any_resource).map(resourceTest)) {
    tests.push(({ resource, related }) => matches(resource) || related.some(matches));
  }
  if (filter.text) tests.push(textTest(filter.text.query));
  return (event) => tests.every((test) => test(event));
}
