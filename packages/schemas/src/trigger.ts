import { type Static, type TSchema, Type } from "typebox";
import { before, check, Duration, defaultFactory, Lazy, Nullable, Uuid, unionTag } from "./types.ts";
import { parse } from "./validation/compile.ts";
import { isJsonObject } from "./validation/record.ts";

export const ResourceSpecification = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Array(Type.String())]),
  { $id: "ResourceSpecification", [unionTag]: "ResourceSpecification" },
);
export type ResourceSpecification = Static<typeof ResourceSpecification>;

const Posture = Type.Union([Type.Literal("Reactive"), Type.Literal("Proactive")]);
export type Posture = Static<typeof Posture>;

const LabelPatterns = Type.Union([
  ResourceSpecification,
  Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
]);
/** What is wrong with an object is said once, and not for each of the forms that it could have. */
const patternsFirst = (input: unknown) => (isJsonObject(input) ? parse(ResourceSpecification, input) : input);
const everything = () => ({});
const Match = Type.Unsafe<ResourceSpecification>({
  ...LabelPatterns,
  [before]: patternsFirst,
  [defaultFactory]: everything,
});
const MatchRelated = Type.Unsafe<ResourceSpecification | ResourceSpecification[]>({
  ...Type.Union([...LabelPatterns.anyOf, Type.Array(LabelPatterns)]),
  [before]: (input: unknown) => (Array.isArray(input) ? input.map(patternsFirst) : patternsFirst(input)),
  [defaultFactory]: everything,
});
const NewId = Type.Unsafe<string>({ ...Uuid, [defaultFactory]: () => crypto.randomUUID() });

/** Seconds. What does not happen can be told from what is late only after a while. */
const leastProactiveWindow = 10;

const notNegative = (seconds: number) =>
  seconds < 0
    ? {
        type: "greater_than_equal",
        msg: "Input should be greater than or equal to 0 seconds",
        ctx: { ge: "0 seconds" },
      }
    : undefined;
const Window = Type.Unsafe<number>({
  ...Duration,
  default: "PT0S",
  [defaultFactory]: () => 0,
  [check]: notNegative,
  [unionTag]: "timedelta",
});

function refuseNullWindow(trigger: unknown): unknown {
  if (isJsonObject(trigger) && trigger["within"] === null) throw new Error("`within` should be a valid timedelta");
  return trigger;
}

/** A proactive trigger that names no window gets the shortest one. */
function proactiveWindow(trigger: EventTriggerInput): string | undefined {
  if (trigger.posture !== "Proactive") return undefined;
  if (trigger.within === 0) trigger.within = leastProactiveWindow;
  return trigger.within < leastProactiveWindow
    ? "`within` for Proactive triggers must be greater than or equal to 10 seconds"
    : undefined;
}

export const EventTriggerInput = Type.Object(
  {
    type: Type.Literal("event", { default: "event" }),
    id: NewId,
    match: Match,
    match_related: MatchRelated,
    after: Type.Array(Type.String(), { uniqueItems: true, default: [] }),
    expect: Type.Array(Type.String(), { uniqueItems: true, default: [] }),
    for_each: Type.Array(Type.String(), { uniqueItems: true, default: [] }),
    posture: Posture,
    threshold: Type.Integer({ default: 1 }),
    within: Window,
  },
  { $id: "EventTrigger-Input", [before]: refuseNullWindow, [check]: proactiveWindow, [unionTag]: "EventTrigger" },
);
export interface EventTriggerInput {
  type: "event";
  id: string;
  match: ResourceSpecification;
  match_related: ResourceSpecification | ResourceSpecification[];
  after: string[];
  expect: string[];
  for_each: string[];
  posture: Posture;
  threshold: number;
  /** Seconds. */
  within: number;
}

/** One event trigger, or a group of triggers, which nest. */
export type TriggerInput = EventTriggerInput | CompoundTriggerInput | SequenceTriggerInput;

/** A union of triggers; pydantic names the compound ones by where the union is. */
const triggersNaming = (compound: string, sequence: () => TSchema) =>
  Type.Union([
    EventTriggerInput,
    Type.Unsafe<CompoundTriggerInput>({
      ...Lazy<CompoundTriggerInput>("CompoundTrigger-Input", (): TSchema => CompoundTriggerInput),
      [unionTag]: compound,
    }),
    Lazy<SequenceTriggerInput>("SequenceTrigger-Input", sequence),
  ]);
const sequenceOf = <S extends TSchema>(triggers: S) =>
  Type.Object(
    {
      type: Type.Literal("sequence", { default: "sequence" }),
      id: NewId,
      triggers: Type.Array(triggers),
      within: Nullable(Duration),
    },
    { $id: "SequenceTrigger-Input" },
  );

export const TriggerInput = triggersNaming(
  "function-after[validate_require(), function-after[validate_require(), CompoundTrigger]]",
  (): TSchema => SequenceTriggerInput,
);
const TriggerInCompound = triggersNaming(
  "function-after[validate_require(), CompoundTrigger]",
  (): TSchema => SequenceInCompound,
);
const SequenceInCompound = sequenceOf(TriggerInCompound);

export const SequenceTriggerInput = sequenceOf(TriggerInput);
export interface SequenceTriggerInput {
  type: "sequence";
  id: string;
  triggers: TriggerInput[];
  /** Seconds. */
  within: number | null;
}

function requirable({ require, triggers }: CompoundTriggerInput): string | undefined {
  if (typeof require !== "number") return undefined;
  if (require < 1) return "require must be at least 1";
  return require > triggers.length ? "require must be less than or equal to the number of triggers" : undefined;
}

export const CompoundTriggerInput = Type.Object(
  {
    type: Type.Literal("compound", { default: "compound" }),
    id: NewId,
    triggers: Type.Array(TriggerInCompound),
    within: Nullable(Duration),
    require: Type.Union([Type.Integer(), Type.Union([Type.Literal("any"), Type.Literal("all")])]),
  },
  { $id: "CompoundTrigger-Input", [check]: requirable },
);
export interface CompoundTriggerInput {
  type: "compound";
  id: string;
  triggers: TriggerInput[];
  /** Seconds. */
  within: number | null;
  require: number | "any" | "all";
}

export const EventTriggerOutput = Type.Object(
  {
    type: Type.Literal("event", { default: "event" }),
    id: Type.Optional(Uuid),
    match: Type.Optional(
      Type.Union([
        ResourceSpecification,
        Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
      ]),
    ),
    match_related: Type.Optional(
      Type.Union([
        ResourceSpecification,
        Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
        Type.Array(
          Type.Union([
            ResourceSpecification,
            Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
          ]),
        ),
      ]),
    ),
    after: Type.Array(Type.String(), { uniqueItems: true, default: [] }),
    expect: Type.Array(Type.String(), { uniqueItems: true, default: [] }),
    for_each: Type.Array(Type.String(), { uniqueItems: true, default: [] }),
    posture: Type.Enum(["Reactive", "Proactive"]),
    threshold: Type.Integer({ default: 1 }),
    within: Type.Number({ default: 0.0 }),
  },
  { $id: "EventTrigger-Output" },
);
export type EventTriggerOutput = Static<typeof EventTriggerOutput>;

/** One event trigger, or a group of triggers, which nest. */
export type TriggerOutput = EventTriggerOutput | CompoundTriggerOutput | SequenceTriggerOutput;

export const TriggerOutput = Type.Union([
  EventTriggerOutput,
  Lazy<CompoundTriggerOutput>("CompoundTrigger-Output", (): TSchema => CompoundTriggerOutput),
  Lazy<SequenceTriggerOutput>("SequenceTrigger-Output", (): TSchema => SequenceTriggerOutput),
]);

export const SequenceTriggerOutput = Type.Object(
  {
    type: Type.Literal("sequence", { default: "sequence" }),
    id: Type.Optional(Uuid),
    triggers: Type.Array(TriggerOutput),
    within: Nullable(Type.Number()),
  },
  { $id: "SequenceTrigger-Output" },
);
export interface SequenceTriggerOutput {
  type: "sequence";
  id?: string;
  triggers: TriggerOutput[];
  within: number | null;
}

export const CompoundTriggerOutput = Type.Object(
  {
    type: Type.Literal("compound", { default: "compound" }),
    id: Type.Optional(Uuid),
    triggers: Type.Array(TriggerOutput),
    within: Nullable(Type.Number()),
    require: Type.Union([Type.Integer(), Type.Union([Type.Literal("any"), Type.Literal("all")])]),
  },
  { $id: "CompoundTrigger-Output" },
);
export interface CompoundTriggerOutput {
  type: "compound";
  id?: string;
  triggers: TriggerOutput[];
  within: number | null;
  require: number | "any" | "all";
}
