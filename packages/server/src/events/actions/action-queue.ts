import type { TriggeredAction } from "./triggered-action.ts";

/** Actions that wait: of one automation the next follows when the one before is done, and automations take turns. */
export class ActionQueue {
  private readonly waiting = new Map<string, TriggeredAction[]>();
  /** Automations of which an action waits and none is under way, the next first. */
  private readonly ready = new Set<string>();
  private readonly busy = new Set<string>();

  add(actions: readonly TriggeredAction[]): void {
    for (const action of actions) {
      const { id } = action.automation;
      const others = this.waiting.get(id);
      if (others) others.push(action);
      else this.waiting.set(id, [action]);
      if (!this.busy.has(id)) this.ready.add(id);
    }
  }

  /** The next action to begin with; its automation has no other until {@link done}. */
  take(): TriggeredAction | undefined {
    for (const id of this.ready) {
      const actions = this.waiting.get(id);
      const action = actions?.shift();
      if (actions?.length === 0) this.waiting.delete(id);
      this.ready.delete(id);
      this.busy.add(id);
      return action;
    }
    return undefined;
  }

  /** The action of that automation that was under way is over. */
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
