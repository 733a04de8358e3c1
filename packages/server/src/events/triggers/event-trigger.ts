import type { Automation } from "@prefect-ts/schemas/automation";
import type { Event } from "@prefect-ts/schemas/event";
import type { EventTriggerInput, ResourceSpecification } from "@prefect-ts/schemas/trigger";
import { glob } from "../glob.ts";
import { type Labels, labelsMatcher } from "../labels.ts";

type NameTest = (name: string) => boolean;

/** A pattern of event names as the index of triggers reads it: a `!` in front means nothing there. */
export const nameGlob = (pattern: string): NameTest =>
  pattern.startsWith("!") ? (name) => name === pattern : glob(pattern);

/** The same pattern once more, by the narrower rules of the triggers themselves: `*` stands for something. */
function namePrefix(pattern: string): NameTest {
  if (!pattern.includes("*")) return (name) => name.startsWith(pattern);
  const source = pattern.split("*").map((part) => part.replace(/[\\^$.|?*+()[\]{}/]/g, "\\$&"));
  const expression = new RegExp(`^${source.join(".+")}`);
  return (name) => expression.test(name);
}

const isEmpty = (specification: ResourceSpecification) => Object.keys(specification).length === 0;

/** A label, and the values of which a resource has to have one. */
export interface RequiredLabel {
  readonly label: string;
  readonly values: readonly string[];
}

/** How much a label tells resources apart, where nothing else is known of it. */
const telling: Readonly<Record<string, number>> = { "prefect.resource.id": 2, "prefect.resource.role": 0 };
const tells = (label: string) => (Object.hasOwn(telling, label) ? telling[label] : undefined) ?? 1;

/** The labels of which each value is spelled out. */
const exactLabels = (specification: ResourceSpecification): RequiredLabel[] =>
  Object.entries(specification)
    .map(([label, values]) => ({ label, values: [values].flat() }))
    .filter(({ values }) => values.length > 0 && values.every((value) => !/^!|[*?[]/.test(value)));

/** The value of a label of an event's resource, or, as `related:<role>:<label>`, of the first one in that role. */
export function findLabel({ resource, related }: Event, label: string): string | undefined {
  const end = label.lastIndexOf(":");
  const [directive, ...role] = label.slice(0, Math.max(end, 0)).split(":");
  const inRole = directive === "related" && related.find((other) => other["prefect.resource.role"] === role.join(":"));
  return inRole ? inRole[label.slice(end + 1)] : resource[label];
}

/** A trigger for events, ready to be asked. */
export class EventTrigger {
  readonly automation: Automation;
  readonly definition: EventTriggerInput;
  /** How many triggers of the automation come before it. */
  readonly place: number;
  /** The names it is interested in; `*` for all. */
  readonly patterns: readonly string[];
  readonly isReactive: boolean;
  /** The labels of `for_each` in the order of the bucketing key. */
  readonly keyLabels: readonly string[];
  /** What one of an event's resources has to have, the most telling of it; undefined where nothing is spelled out. */
  readonly required: RequiredLabel | undefined;
  private readonly prefixes: readonly NameTest[];
  private readonly matchesResource: (resource: Labels) => boolean;
  private readonly matchesRelated: readonly ((resource: Labels) => boolean)[];
  private readonly expected: readonly NameTest[];
  private readonly starting: readonly NameTest[];

  constructor(automation: Automation, definition: EventTriggerInput, place = 0) {
    const { expect, after, match, match_related: related, for_each: labels, posture } = definition;
    this.automation = automation;
    this.definition = definition;
    this.place = place;
    this.patterns = expect.length === 0 ? ["*"] : [...new Set([...expect, ...after])];
    this.isReactive = posture === "Reactive";
    this.keyLabels = labels.toSorted();
    this.prefixes = expect.length === 0 ? [(name) => name !== ""] : this.patterns.map(namePrefix);
    const relateds = [related].flat().filter((one) => !isEmpty(one));
    this.required = [match, ...relateds].flatMap(exactLabels).toSorted((a, b) => tells(b.label) - tells(a.label))[0];
    this.matchesResource = labelsMatcher(match);
    this.matchesRelated = relateds.map(labelsMatcher);
    this.expected = expect.map(glob);
    this.starting = after.map(glob);
  }

  get id(): string {
    return this.definition.id;
  }

  /** Whether it fires with every event that it expects. */
  get isImmediate(): boolean {
    return this.isReactive && this.definition.within === 0;
  }

  /** Whether an event whose name fits one of the patterns is for this trigger. */
  covers({ event, resource, related }: Event): boolean {
    return (
      this.matchesResource(resource) &&
      this.matchesRelated.every((matches) => related.some(matches)) &&
      this.prefixes.some((test) => test(event))
    );
  }

  startsAfter(name: string): boolean {
    return this.starting.some((test) => test(name));
  }

  expects(name: string): boolean {
    return this.expected.length === 0 || this.expected.some((test) => test(name));
  }

  bucketingKey(event: Event): string[] {
    return this.keyLabels.map((label) => findLabel(event, label) ?? "");
  }

  /** The labels of a bucket, by their names. */
  labelsOf(key: readonly string[]): Record<string, string> {
    return Object.fromEntries(this.keyLabels.map((label, index) => [label, key[index] ?? ""]));
  }

  meetsThreshold(count: number): boolean {
    return count >= this.definition.threshold === this.isReactive;
  }
}
