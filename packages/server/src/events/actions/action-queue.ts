import type { Action } from "@prefect-ts/schemas/automation";
import type { TriggeredAction } from "./triggered-action.ts";

/** Actions that are taken together: a transaction takes tens of milliseconds at most. */
const mostTogether = 25;

/** Actions that wait: of one automation the next follows when the one before is done, and automations take turns. */
export class ActionQueue {
  private readonly waiting = new Map<string, TriggeredAction[]>();
  /** Automations of which an action waits and none is under way, the next first. */
  private readonly ready = new Set<string>();
  private readonly busy = new Set<string>();
  private readonly mayJoin: (first: Action, next: Action) => boolean;

  /** `mayJoin` says which actions of an automation, one after another, may be taken together. */
  constructor(mayJoin: (first: Action, next: Action) => boolean) {
    this.mayJoin = mayJoin;
  }

  add(actions: readonly TriggeredAction[]): void {
    for (const action of actions) {
      const { id } = action.automation;
      const others = this.waiting.get(id);
      if (others) others.push(action);
      else this.waiting.set(id, [action]);
      if (!this.busy.has(id)) this.ready.add(id);
    }
  }

  /** The next actions to begin with, of one automation, which has no others until {@link done}; none where none is ready. */
  take(): TriggeredAction[] {
    for (const id of this.ready) {
      const actions = this.waiting.get(id) ?? [];
      const taken = actions.splice(0, this.together(actions));
      if (actions.length === 0) this.waiting.delete(id);
      this.ready.delete(id);
      this.busy.add(id);
      return taken;
    }
    return [];
  }

  /** How many of them, from the first on, may be taken together. */
  private together([first, ...others]: readonly TriggeredAction[]): number {
    if (!first) return 0;
    const end = others.slice(0, mostTogether - 1).findIndex(({ action }) => !this.mayJoin(first.action, action));
    return end < 0 ? Math.min(others.length + 1, mostTogether) : end + 1;
  }

  /** The actions of that automation that were under way are over. */
  done(automationId: string): void {
    this.busy.delete(automationId);
    if (this.waiting.has(automationId)) this.ready.add(automationId);
  }

  /** All that wait; none does afterwards. */
  clear(): TriggeredAction[] {
    const actions = [...this.waiting.values()].flat();
    this.waiting.clear();
    this.ready.clear();
    return actions;
  }
}
