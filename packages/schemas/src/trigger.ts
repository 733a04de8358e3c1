import { type Static, type TSchema, Type } from "typebox";
import { Duration, Lazy, Nullable, Uuid } from "./types.ts";

export const ResourceSpecification = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Array(Type.String())]),
  { $id: "ResourceSpecification" },
);
export type ResourceSpecification = Static<typeof ResourceSpecification>;

export const EventTriggerInput = Type.Object(
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
    within: Type.Unsafe<number>({ ...Duration, default: "PT0S" }),
  },
  { $id: "EventTrigger-Input" },
);
export type EventTriggerInput = Static<typeof EventTriggerInput>;

/** One event trigger, or a group of triggers, which nest. */
export type TriggerInput = EventTriggerInput | CompoundTriggerInput | SequenceTriggerInput;

export const TriggerInput = Type.Union([
  EventTriggerInput,
  Lazy<CompoundTriggerInput>("CompoundTrigger-Input", (): TSchema => CompoundTriggerInput),
  Lazy<SequenceTriggerInput>("SequenceTrigger-Input", (): TSchema => SequenceTriggerInput),
]);

export const SequenceTriggerInput = Type.Object(
  {
    type: Type.Literal("sequence", { default: "sequence" }),
    id: Type.Optional(Uuid),
    triggers: Type.Array(TriggerInput),
    within: Nullable(Duration),
  },
  { $id: "SequenceTrigger-Input" },
);
export interface SequenceTriggerInput {
  type: "sequence";
  id?: string;
  triggers: TriggerInput[];
  within: number | null;
}

export const CompoundTriggerInput = Type.Object(
  {
    type: Type.Literal("compound", { default: "compound" }),
    id: Type.Optional(Uuid),
    triggers: Type.Array(TriggerInput),
    within: Nullable(Duration),
    require: Type.Union([Type.Integer(), Type.Enum(["any", "all"])]),
  },
  { $id: "CompoundTrigger-Input" },
);
export interface CompoundTriggerInput {
  type: "compound";
  id?: string;
  triggers: TriggerInput[];
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
    require: Type.Union([Type.Integer(), Type.Enum(["any", "all"])]),
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
