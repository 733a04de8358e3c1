import type { Automation } from "@prefect-ts/schemas/automation";
import type { Event } from "@prefect-ts/schemas/event";
import type {
  CompoundTriggerInput,
  EventTriggerInput,
  SequenceTriggerInput,
  TriggerInput,
} from "@prefect-ts/schemas/trigger";
import { EventTrigger, nameGlob } from "./event-trigger.ts";

export type CompositeTrigger = CompoundTriggerInput | SequenceTriggerInput;

/** The triggers that are interested in events of a name, or of a kind of names. */
class Pattern {
  readonly matches: (name: string) => boolean;
  /** Those for particular resources, by a label of these and its value. */
  private readonly byLabel = new Map<string, Map<string, Set<EventTrigger>>>();
  private readonly others = new Set<EventTrigger>();

  constructor(text: string) {
    this.matches = nameGlob(text);
  }

  get isEmpty(): boolean {
    return this.byLabel.size === 0 && this.others.size === 0;
  }

  add(trigger: EventTrigger): void {
    const { required } = trigger;
    if (!required) return void this.others.add(trigger);
    const byValue = this.byLabel.get(required.label) ?? new Map<string, Set<EventTrigger>>();
    this.byLabel.set(required.label, byValue);
    for (const value of required.values) byValue.set(value, (byValue.get(value) ?? new Set()).add(trigger));
  }

  delete(trigger: EventTrigger): void {
    const { required } = trigger;
    if (!required) return void this.others.delete(trigger);
    const byValue = this.byLabel.get(required.label);
    for (const value of required.values) {
      byValue?.get(value)?.delete(trigger);
      if (byValue?.get(value)?.size === 0) byValue.delete(value);
    }
    if (byValue?.size === 0) this.byLabel.delete(required.label);
  }

  /** The triggers that an event may be for; one may come several times. */
  *candidates({ resource, related }: Event): Generator<EventTrigger> {
    yield* this.others;
    for (const [label, byValue] of this.byLabel) {
      yield* byValue.get(resource[label] ?? "") ?? [];
      for (const labels of related) yield* byValue.get(labels[label] ?? "") ?? [];
    }
  }
}

function* eventTriggersIn(trigger: TriggerInput): Generator<EventTriggerInput> {
  if (trigger.type === "event") yield trigger;
  else for (const inner of trigger.triggers) yield* eventTriggersIn(inner);
}

/** The group that a trigger of an automation is directly in; undefined for the outermost. */
export function parentOf(trigger: TriggerInput, id: string): CompositeTrigger | undefined {
  if (trigger.type === "event") return undefined;
  for (const inner of trigger.triggers) {
    const parent = inner.id === id ? trigger : parentOf(inner, id);
    if (parent) return parent;
  }
  return undefined;
}

/** The automations that are switched on, in memory, and who among them is interested in an event. */
export class LoadedAutomations {
  private readonly triggers = new Map<string, readonly EventTrigger[]>();
  /** By names of events as they are written, with globs or without. */
  private readonly patterns = new Map<string, Pattern>();
  /** The patterns among them that are no plain names. */
  private readonly globs = new Map<string, Pattern>();

  get size(): number {
    return this.triggers.size;
  }

  *all(): Generator<EventTrigger> {
    for (const triggers of this.triggers.values()) yield* triggers;
  }

  /** Takes an automation in, in place of what it was before; one that is switched off is left out. */
  set(automation: Automation): void {
    this.delete(automation.id);
    if (!automation.enabled) return;
    const definitions = [...eventTriggersIn(automation.trigger)];
    const triggers = definitions.map((definition, place) => new EventTrigger(automation, definition, place));
    this.triggers.set(automation.id, triggers);
    for (const trigger of triggers) {
      for (const pattern of trigger.patterns) this.patternOf(pattern).add(trigger);
    }
  }

  delete(automationId: string): void {
    for (const trigger of this.triggers.get(automationId) ?? []) {
      for (const text of trigger.patterns) {
        const pattern = this.patterns.get(text);
        pattern?.delete(trigger);
        if (pattern?.isEmpty) {
          this.patterns.delete(text);
          this.globs.delete(text);
        }
      }
    }
    this.triggers.delete(automationId);
  }

  /** Has these and no others. */
  replace(automations: readonly Automation[]): void {
    const ids = new Set(automations.map(({ id }) => id));
    for (const id of this.triggers.keys()) if (!ids.has(id)) this.delete(id);
    for (const automation of automations) this.set(automation);
  }

  /** The triggers that an event is for; those of an automation in its order, as one event may take steps of a sequence. */
  interestedIn(event: Event): EventTrigger[] {
    const found = new Set<EventTrigger>();
    for (const pattern of this.patternsOf(event.event)) {
      for (const trigger of pattern.candidates(event)) {
        if (!found.has(trigger) && trigger.covers(event)) found.add(trigger);
      }
    }
    return [...found].sort((a, b) => a.place - b.place);
  }

  /** Whether an event is for any trigger. */
  isAwaited(event: Event): boolean {
    for (const pattern of this.patternsOf(event.event)) {
      for (const trigger of pattern.candidates(event)) if (trigger.covers(event)) return true;
    }
    return false;
  }

  private *patternsOf(name: string): Generator<Pattern> {
    const exact = this.patterns.get(name);
    if (exact) yield exact;
    for (const pattern of this.globs.values()) if (pattern !== exact && pattern.matches(name)) yield pattern;
  }

  private patternOf(text: string): Pattern {
    const known = this.patterns.get(text);
    if (known) return known;
    const pattern = new Pattern(text);
    this.patterns.set(text, pattern);
    if (/[*?[]/.test(text)) this.globs.set(text, pattern);
    return pattern;
  }
}
