import type { Operator } from "@prefect-ts/schemas/common";

/** A value that is in a list, or not in another. */
export interface ListFilter {
  any_: readonly string[] | null;
  not_any_?: readonly string[] | null;
}

/** A run's state, by its type and its name. */
export interface StateFilter {
  operator: Operator;
  type: ListFilter | null;
  name: ListFilter | null;
}

export interface TagsFilter {
  operator: Operator;
  all_: readonly string[] | null;
  any_?: readonly string[] | null;
  is_null_: boolean | null;
}

/** Instants in microseconds since 1970; both ends belong to it, and null leaves one open. */
export interface Span {
  from: number | null;
  to: number | null;
}

/** What may be asked of runs whose columns are kept in memory; null asks for nothing. */
export interface RunConditions {
  state: StateFilter | null;
  tags: TagsFilter | null;
  /** When they were expected to start. */
  expected: Span | null;
  /** When they started. */
  started: Span | null;
  /** When they started, or else were expected to. */
  start: Span | null;
}

type Verdict = boolean | undefined;

/** Undefined says nothing, as a filter's part that asks for nothing. */
function combined(operator: Operator, verdicts: readonly Verdict[]): boolean {
  const said = verdicts.filter((verdict) => verdict !== undefined);
  return said.length === 0 || (operator === "or_" ? said.includes(true) : !said.includes(false));
}

/** As SQL has it, what is null is neither in a list nor outside of one. */
function listed(filter: ListFilter | null, value: string | null): Verdict {
  const [any, others] = [filter?.any_ ?? null, filter?.not_any_ ?? []];
  if (any !== null) return others.length > 0 ? undefined : value !== null && any.includes(value);
  return others.length > 0 ? value !== null && !others.includes(value) : undefined;
}

/** Whether runs in a state match. */
export const matchesState = (
  { operator, type, name }: StateFilter,
  state: { type: string | null; name: string | null },
): boolean => combined(operator, [listed(type, state.type), listed(name, state.name)]);

/** Whether runs with these tags match. */
export const matchesTags = ({ operator, all_, any_, is_null_ }: TagsFilter, tags: readonly unknown[]): boolean =>
  combined(operator, [
    all_ && all_.length > 0 ? all_.every((tag) => tags.includes(tag)) : undefined,
    any_?.some((tag) => tags.includes(tag)),
    is_null_ === null ? undefined : (tags.length === 0) === is_null_,
  ]);

/** Whether an instant is in the span; what is not a number is in none, unless any is wanted. */
export const isWithin = (span: Span | null, instant: number): boolean =>
  span === null || ((span.from === null || instant >= span.from) && (span.to === null || instant <= span.to));
