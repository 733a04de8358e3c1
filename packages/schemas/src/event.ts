import { type Static, Type } from "typebox";
import { Timestamp } from "./timestamp.ts";
import { ResourceSpecification } from "./trigger.ts";
import { check, DateTime, Defaulted, defaultFactory, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";
import { characters } from "./validation/python.ts";

/** The reference's limits where no setting says otherwise. */
export const eventLimits = { labelsPerResource: 500, relatedResources: 100, nameLength: 1024 } as const;

const labelled = (labels: Record<string, string>): string | undefined => {
  if (Object.keys(labels).length > eventLimits.labelsPerResource) {
    return `The maximum number of labels per resource is ${eventLimits.labelsPerResource}`;
  }
  const id = labels["prefect.resource.id"];
  if (id === undefined) return "Resources must include the prefect.resource.id label";
  return id === "" ? "The prefect.resource.id label must be non-empty" : undefined;
};

const inRole = (labels: Record<string, string>): string | undefined => {
  const role = labels["prefect.resource.role"];
  if (role === undefined) return "Related Resources must include the prefect.resource.role label";
  return role === "" ? "The prefect.resource.role label must be non-empty" : undefined;
};

const EventName = Type.String({
  [check]: (name: string) =>
    name.length > eventLimits.nameLength && characters(name) > eventLimits.nameLength
      ? `Event name must be at most ${eventLimits.nameLength} characters`
      : undefined,
});

export const Countable = Type.Enum(["day", "time", "event", "resource"], { $id: "Countable" });
export type Countable = Static<typeof Countable>;

export const RelatedResource = Type.Record(Type.String(), Type.String(), {
  $id: "RelatedResource",
  [check]: [labelled, inRole],
});
export type RelatedResource = Static<typeof RelatedResource>;

export const Resource = Type.Record(Type.String(), Type.String(), { $id: "Resource", [check]: labelled });
export type Resource = Static<typeof Resource>;

const Related = Type.Array(RelatedResource, {
  default: [],
  [check]: (related: unknown[]) =>
    related.length > eventLimits.relatedResources
      ? `The maximum number of related resources is ${eventLimits.relatedResources}`
      : undefined,
});

export const Event = Type.Object(
  {
    occurred: DateTime,
    event: EventName,
    resource: Resource,
    related: Related,
    payload: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    id: Uuid,
    follows: OrNull(Uuid),
  },
  { $id: "Event" },
);
export type Event = Static<typeof Event>;

export const EventAnyResourceFilter = Type.Object(
  {
    id: OrNull(Type.Array(Type.String())),
    id_prefix: OrNull(Type.Array(Type.String())),
    labels: OrNull(ResourceSpecification),
  },
  { $id: "EventAnyResourceFilter", additionalProperties: false },
);
export type EventAnyResourceFilter = Static<typeof EventAnyResourceFilter>;

export const EventCount = Type.Object(
  {
    value: Type.String(),
    label: Type.String(),
    count: Type.Integer(),
    start_time: DateTime,
    end_time: DateTime,
  },
  { $id: "EventCount" },
);
export type EventCount = Static<typeof EventCount>;

export const EventIDFilter = Type.Object(
  {
    id: OrNull(Type.Array(Uuid)),
  },
  { $id: "EventIDFilter", additionalProperties: false },
);
export type EventIDFilter = Static<typeof EventIDFilter>;

export const EventNameFilter = Type.Object(
  {
    prefix: OrNull(Type.Array(Type.String())),
    exclude_prefix: OrNull(Type.Array(Type.String())),
    name: OrNull(Type.Array(Type.String())),
    exclude_name: OrNull(Type.Array(Type.String())),
  },
  { $id: "EventNameFilter", additionalProperties: false },
);
export type EventNameFilter = Static<typeof EventNameFilter>;

const microsPerDay = 86_400_000_000;
/** The beginning of the day 180 days ago, in UTC. */
const longAgo = (): Timestamp =>
  Timestamp.fromMicros((Math.floor(Timestamp.now().micros / microsPerDay) - 180) * microsPerDay);

export const EventOccurredFilter = Type.Object(
  {
    since: Type.Unsafe<Timestamp>({ ...DateTime, [defaultFactory]: longAgo }),
    until: Type.Unsafe<Timestamp>({ ...DateTime, [defaultFactory]: () => Timestamp.now() }),
  },
  { $id: "EventOccurredFilter", additionalProperties: false },
);
export type EventOccurredFilter = Static<typeof EventOccurredFilter>;

export const EventOrder = Type.Enum(["ASC", "DESC"], { $id: "EventOrder" });
export type EventOrder = Static<typeof EventOrder>;

export const EventRelatedFilter = Type.Object(
  {
    id: OrNull(Type.Array(Type.String())),
    role: OrNull(Type.Array(Type.String())),
    resources_in_roles: OrNull(Type.Array(Type.Tuple([Type.String(), Type.String()]))),
    labels: OrNull(ResourceSpecification),
  },
  { $id: "EventRelatedFilter", additionalProperties: false },
);
export type EventRelatedFilter = Static<typeof EventRelatedFilter>;

export const EventResourceFilter = Type.Object(
  {
    id: OrNull(Type.Array(Type.String())),
    id_prefix: OrNull(Type.Array(Type.String())),
    labels: OrNull(ResourceSpecification),
    distinct: Type.Boolean({ default: false }),
  },
  { $id: "EventResourceFilter", additionalProperties: false },
);
export type EventResourceFilter = Static<typeof EventResourceFilter>;

export const EventTextFilter = Type.Object(
  {
    query: Type.String({ maxLength: 200 }),
  },
  { $id: "EventTextFilter", additionalProperties: false },
);
export type EventTextFilter = Static<typeof EventTextFilter>;

export const EventFilter = Type.Object(
  {
    occurred: Defaulted(EventOccurredFilter),
    event: OrNull(EventNameFilter),
    resource: OrNull(EventResourceFilter),
    related: Type.Union([EventRelatedFilter, Type.Array(EventRelatedFilter), Type.Null()], { default: null }),
    any_resource: Type.Union([EventAnyResourceFilter, Type.Array(EventAnyResourceFilter), Type.Null()], {
      default: null,
    }),
    id: Defaulted(EventIDFilter),
    text: OrNull(EventTextFilter),
    order: WithDefault(EventOrder, "DESC"),
  },
  { $id: "EventFilter", additionalProperties: false },
);
export type EventFilter = Static<typeof EventFilter>;

export const ReceivedEvent = Type.Object(
  {
    occurred: DateTime,
    event: EventName,
    resource: Resource,
    related: Related,
    payload: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    id: Uuid,
    follows: OrNull(Uuid),
    received: Type.Optional(DateTime),
  },
  { $id: "ReceivedEvent" },
);
export type ReceivedEvent = Static<typeof ReceivedEvent>;

export const EventPage = Type.Object(
  {
    events: Type.Array(ReceivedEvent),
    total: Type.Integer(),
    next_page: Nullable(Type.String({ format: "uri", minLength: 1 })),
  },
  { $id: "EventPage" },
);
export type EventPage = Static<typeof EventPage>;

export const TimeUnit = Type.Enum(["week", "day", "hour", "minute", "second"], { $id: "TimeUnit" });
export type TimeUnit = Static<typeof TimeUnit>;
