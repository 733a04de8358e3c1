import type { Automation } from "@prefect-ts/schemas/automation";
import type { Event } from "@prefect-ts/schemas/event";
import type { CompoundTriggerInput, SequenceTriggerInput, TriggerInput } from "@prefect-ts/schemas/trigger";
import { EventTrigger, nameGlob } from "./event-trigger.ts";

export type CompositeTrigger = CompoundTriggerInput | SequenceTriggerInput;

interface Pattern {
  matches: (name: string) => boolean;
  triggers: Set<EventTrigger>;
}

function* eventTriggersOf(automation: Automation, trigger: TriggerInput): Generator<EventTrigger> {
  if (trigger.type === "event") yield new EventTrigger(automation, trigger);
  else for (const inner of trigger.triggers) yield* eventTriggersOf(automation, inner);
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
    const triggers = [...eventTriggersOf(automation, automation.trigger)];
    this.triggers.set(automation.id, triggers);
    for (const trigger of triggers) {
      for (const pattern of trigger.patterns) this.patternOf(pattern).triggers.add(trigger);
    }
  }

  delete(automationId: string): void {
    for (const trigger of this.triggers.get(automationId) ?? []) {
      for (const text of trigger.patterns) {
        const pattern = this.patterns.get(text);
        pattern?.triggers.delete(trigger);
        if (pattern?.triggers.size === 0) {
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

  /** The triggers that an event is for. */
  interestedIn(event: Event): EventTrigger[] {
    const found = new Set<EventTrigger>();
    this.collect(this.patterns.get(event.event), event, found);
    for (const pattern of this.globs.values()) {
      if (pattern.matches(event.event)) this.collect(pattern, event, found);
    }
    return [...found];
  }

  /** Whether an event is for any trigger. */
  isAwaited(event: Event): boolean {
    const covers = (pattern: Pattern | undefined) => {
      for (const trigger of pattern?.triggers ?? []) if (trigger.covers(event)) return true;
      return false;
    };
    if (covers(this.patterns.get(event.event))) return true;
    for (const pattern of this.globs.values()) if (pattern.matches(event.event) && covers(pattern)) return true;
    return false;
  }

  private collect(pattern: Pattern | undefined, event: Event, found: Set<EventTrigger>): void {
    for (const trigger of pattern?.triggers ?? []) {
      if (!found.has(trigger) && trigger.covers(event)) found.add(trigger);
    }
  }

  private patternOf(text: string): Pattern {
    const known = this.patterns.get(text);
    if (known) return known;
    const pattern = { matches: nameGlob(text), triggers: new Set<EventTrigger>() };
    this.patterns.set(text, pattern);
    if (/[*?[]/.test(text)) this.globs.set(text, pattern);
    return pattern;
  }
}
