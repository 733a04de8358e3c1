import type { Transaction } from "@prefect-ts/database/database";
import type { ReceivedEvent } from "../received-event.ts";
import { EvaluationPass } from "./evaluation-pass.ts";
import type { TriggerMemory } from "./memory.ts";
import { missingLeader, park, takeFollowers } from "./ordering.ts";

/**
 * Handles events in one transaction, each after the one that it follows. What it learns goes into the memory once the
 * transaction is durable.
 */
export class BatchReaction {
  readonly pass: EvaluationPass;
  private readonly tx: Transaction;
  private readonly memory: TriggerMemory;
  /** Those of the batch that are still to be handled. */
  private readonly next: Set<string>;
  /** Those of the batch that come after another one of it, by the other one's id. */
  private readonly held = new Map<string, ReceivedEvent[]>();
  private readonly settled = new Set<string>();
  private readonly parkedUnder = new Set<string>();
  private readonly released = new Set<string>();

  /** `claimed` are the events that triggers are to look at; the others may be awaited by parked ones. */
  constructor(tx: Transaction, memory: TriggerMemory, claimed: ReadonlySet<string>) {
    this.tx = tx;
    this.memory = memory;
    this.pass = new EvaluationPass(tx);
    this.next = new Set(claimed);
  }

  async run(events: readonly ReceivedEvent[]): Promise<void> {
    for (const event of events) {
      if (this.next.has(event.id)) await this.consider(event);
      else await this.passOver(event);
    }
    // Only events that follow each other in a circle are left.
    for (const held of this.held.values()) for (const event of held.splice(0)) await this.handle(event);
    await this.pass.flush();
  }

  /** Tells the memory what has become of the events. */
  remember(): void {
    for (const id of this.settled) this.memory.settled.set(id, true);
    for (const id of this.released) this.memory.leaders.delete(id);
    for (const id of this.parkedUnder) this.memory.leaders.add(id);
  }

  /** Handles an event, unless it has to wait for the one that it follows. */
  async consider(event: ReceivedEvent): Promise<void> {
    const leader = await missingLeader(this.tx, event, {
      isSettled: (id) => this.settled.has(id) || this.memory.settled.has(id),
      isNext: (id) => this.next.has(id),
    });
    if (leader === undefined) return await this.handle(event);
    if (this.next.has(leader)) {
      this.held.set(leader, [...(this.held.get(leader) ?? []), event]);
      return;
    }
    await park(this.tx, event, leader);
    this.parkedUnder.add(leader);
    this.next.delete(event.id);
    await this.considerHeld(event.id);
  }

  async handle(event: ReceivedEvent): Promise<void> {
    this.next.delete(event.id);
    for (const trigger of this.memory.automations.interestedIn(event)) await this.pass.react(trigger, event);
    this.settled.add(event.id);
    await this.release(event.id);
  }

  /** Nobody looks at this one, but others may have waited for it. */
  private async passOver({ id, follows }: ReceivedEvent): Promise<void> {
    if (follows === null || this.settled.has(follows) || this.memory.settled.has(follows)) this.settled.add(id);
    await this.release(id);
  }

  private async release(leader: string): Promise<void> {
    await this.considerHeld(leader);
    if (!this.memory.leaders.has(leader) && !this.parkedUnder.has(leader)) return;
    this.released.add(leader);
    this.parkedUnder.delete(leader);
    for (const event of await takeFollowers(this.tx, leader)) await this.consider(event);
  }

  private async considerHeld(leader: string): Promise<void> {
    const held = this.held.get(leader) ?? [];
    this.held.delete(leader);
    for (const event of held) await this.consider(event);
  }
}
