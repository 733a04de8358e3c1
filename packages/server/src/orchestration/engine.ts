import type { StateType } from "@prefect-ts/schemas/state";
import type { RunState } from "../states/state.ts";
import type { Decision, Policy, Rule, StateTypes, Transform } from "./rule.ts";
import type { Transition, TransitionResult } from "./transition.ts";

const governs = (types: StateTypes, type: StateType | null) => types === "any" || types.includes(type);

/** A rule at work on one transition: it remembers the types that it expects to find. */
class RuleAtWork<Run> implements Decision {
  private readonly rule: Rule<Run>;
  private readonly transition: Transition<Run>;
  private readonly from: StateType | null;
  private to: StateType | null;
  private entered = false;
  private undo: (() => Promise<void> | void) | undefined;

  constructor(rule: Rule<Run>, transition: Transition<Run>, to: StateType | null) {
    this.rule = rule;
    this.transition = transition;
    this.from = transition.initial?.type ?? null;
    this.to = to;
  }

  before(): Promise<void> | void {
    if (this.changed) return;
    this.entered = true;
    return this.rule.before?.(this.transition, this);
  }

  after(): Promise<void> | void {
    // A rule that proposed a state of a type which it does not govern is done with the transition.
    if (!this.entered || !governs(this.rule.to, this.to)) return;
    return this.changed ? this.undo?.() : this.rule.after?.(this.transition);
  }

  reject(state: RunState | null, reason: string): void {
    this.propose(state);
    this.transition.status = "REJECT";
    this.transition.details = { type: "reject_details", reason };
  }

  wait(seconds: number, reason: string): void {
    this.propose(null);
    this.transition.status = "WAIT";
    this.transition.details = { type: "wait_details", delay_seconds: seconds, reason };
  }

  abort(reason: string): void {
    this.propose(null);
    this.transition.status = "ABORT";
    this.transition.details = { type: "abort_details", reason };
  }

  rename(name: string): void {
    if (this.transition.proposed) this.transition.proposed.name = name;
  }

  onFizzle(undo: () => Promise<void> | void): void {
    this.undo = undo;
  }

  /** A rule does not fizzle by what it did itself. */
  private propose(state: RunState | null): void {
    this.to = state?.type ?? null;
    this.transition.proposed = state;
  }

  private get changed(): boolean {
    return (
      (this.transition.initial?.type ?? null) !== this.from || (this.transition.proposed?.type ?? null) !== this.to
    );
  }
}

/** A transform passes a transition that writes nothing. */
class TransformAtWork<Run> {
  private readonly transform: Transform<Run>;
  private readonly transition: Transition<Run>;

  constructor(transform: Transform<Run>, transition: Transition<Run>) {
    this.transform = transform;
    this.transition = transition;
  }

  before(): Promise<void> | void {
    const { proposed } = this.transition;
    if (proposed) return this.transform.before?.(this.transition, proposed);
  }

  after(): Promise<void> | void {
    const { proposed, validated } = this.transition;
    if (proposed && validated) return this.transform.after?.(this.transition, validated);
  }
}

/** How what came out of a transition is kept. */
export interface Writer<Run> {
  /** Writes the proposed state, if there is one; answers the state that the run has now. */
  state(transition: Transition<Run>): Promise<RunState | null>;
  /** Writes the columns of the run that are not as they were in `before`. */
  run(transition: Transition<Run>, before: Run): void;
}

/**
 * Takes a run from its state to the proposed one, as far as the rules let it: the rules of `policy` in order, then the
 * global ones, then the state is written, then what the rules do afterwards, in reverse order, then the run is written.
 *
 * An error in a rule undoes the transaction: nothing of the transition is kept.
 */
export async function orchestrate<Run>(
  transition: Transition<Run>,
  policy: Policy<Run>,
  globalPolicy: Policy<Run>,
  writer: Writer<Run>,
): Promise<TransitionResult> {
  const from = transition.initial?.type ?? null;
  const to = transition.proposed?.type ?? null;
  const before = { ...transition.run };
  const atWork: (RuleAtWork<Run> | TransformAtWork<Run>)[] = [];
  for (const part of [policy, globalPolicy]) {
    for (const entry of part) {
      if (entry.kind === "rule" && !(governs(entry.from, from) && governs(entry.to, to))) continue;
      const work =
        entry.kind === "rule" ? new RuleAtWork(entry, transition, to) : new TransformAtWork(entry, transition);
      atWork.push(work);
      // Most hooks answer at once; awaiting those would cost more than they do.
      const pending = work.before();
      if (pending) await pending;
    }
  }
  transition.validated = await writer.state(transition);
  for (const work of atWork.reverse()) {
    const pending = work.after();
    if (pending) await pending;
  }
  writer.run(transition, before);
  return { state: transition.validated, status: transition.status, details: transition.details };
}
