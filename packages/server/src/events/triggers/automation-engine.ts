import { automationChannel } from "../../models/automations.ts";
import type { Transaction } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { AutomationChange, ServerContext, Tx } from "../../context.ts";
import { ActionRunner } from "../actions/runner.ts";
import type { SharedWork } from "../broker.ts";
import type { EventPipeline } from "../pipeline.ts";
import type { ReceivedEvent } from "../received-event.ts";
import { BatchReaction } from "./batch-reaction.ts";
import { removeClosed } from "./buckets.ts";
import { findChores } from "./chores.ts";
import type { EvaluationPass } from "./evaluation-pass.ts";
import { enabledAutomations } from "./loading.ts";
import { TriggerMemory } from "./memory.ts";
import { awaitedLeaders, takeLostFollowers } from "./ordering.ts";
import { forgetVanished, leftEvents, notePending, takePending } from "./pending-events.ts";
import { evaluateProactively } from "./proactive.ts";

/** Events to a transaction. */
const batchSize = 100;
/** Seconds after which an event that another server kept counts as left. */
const leftAfter = 5;

/** Takes the events that nobody else evaluates. */
type Claim = (tx: Transaction, ids: readonly string[]) => Promise<Set<string>>;

/**
 * Evaluates the triggers of automations and has their actions run.
 *
 * Events that a trigger covers are noted with the transaction that keeps them, and the note goes with the transaction
 * that evaluates them: however often an event is delivered, and whenever the server stops, it is evaluated once.
 */
export class AutomationEngine {
  private readonly context: ServerContext;
  private readonly memory = new TriggerMemory();
  private readonly runner: ActionRunner;
  private readonly endings: (() => void)[] = [];
  private remembersNotes = false;
  private changes = 0;
  private version: string | undefined;

  constructor(context: ServerContext) {
    this.context = context;
    this.runner = new ActionRunner(context);
  }

  /**
   * From now on notes the events that automations wait for; with `evaluates`, also has triggers look at them. Where servers
   * share the work, it is done with each event by one of them, whoever took it in.
   */
  async start(
    events: EventPipeline,
    { evaluates, sharedWork }: { evaluates: boolean; sharedWork?: SharedWork | undefined },
  ): Promise<void> {
    this.endings.push(this.context.automationChanges.listen((changes) => this.apply(changes)));
    this.endings.push(this.context.database.listen(automationChannel, () => this.reloadSoon()));
    await this.reload();
    events.accompany((tx, fresh) => this.note(tx, fresh));
    this.remembersNotes = evaluates || sharedWork !== undefined;
    if (sharedWork) this.endings.push(sharedWork.onSent((sent, wasSent) => this.handedOver(sent, wasSent)));
    if (!evaluates) return;
    for (const id of await this.context.read(awaitedLeaders)) this.memory.leaders.add(id);
    if (sharedWork) sharedWork.consume("reactive-triggers", (shared) => this.handleShared(shared));
    else this.endings.push(events.subscribe("triggers", (fresh) => this.handle(fresh)));
    await this.handleLeft(Timestamp.now());
  }

  /** Takes no more events; resolves when the actions that are running have ended. */
  async close(): Promise<void> {
    for (const end of this.endings) end();
    await this.runner.close();
  }

  /** Loads the automations that are switched on. */
  async reload(): Promise<void> {
    const { log } = this.context;
    for (let before = -1; before !== this.changes; ) {
      before = this.changes;
      const automations = await this.context.read((session) => enabledAutomations(session, log));
      // What changed meanwhile may be missing in what was read.
      if (before === this.changes) this.memory.automations.replace(automations);
    }
  }

  /** What is to be done from time to time: what others left, what never came, windows that have ended. */
  async tend(signal: AbortSignal): Promise<void> {
    const now = Timestamp.now();
    const left = now.plus(-leftAfter);
    const buffer = this.context.settings.get("PREFECT_SERVER_EVENTS_EXPIRED_BUCKET_BUFFER");
    const closed = this.memory.clock.at(now).plus(-buffer);
    const chores = await this.context.read((session) => findChores(session, { now, left, closed }));
    if (chores.version !== this.version) await this.reload();
    this.version = chores.version;
    if (chores.leftEvents) await this.handleLeft(left);
    if (chores.leftActions) await this.runner.takeOver();
    if (chores.parkedEvents) await this.releaseLost();
    await this.evaluateProactiveTriggers(now, signal);
    if (chores.closedBuckets) await this.context.write((tx) => removeClosed(tx, closed));
  }

  /** An automation was changed, here or on another server. */
  private reloadSoon(): void {
    this.reload().catch((error: unknown) => {
      this.context.log.warn({ err: error }, "the automations could not be read anew; the next pass tries again");
    });
  }

  private apply(changes: readonly AutomationChange[]): void {
    this.changes++;
    for (const { id, automation } of changes) {
      if (automation) this.memory.automations.set(automation);
      else this.memory.automations.delete(id);
    }
  }

  private note(tx: Transaction, fresh: readonly ReceivedEvent[]): void {
    if (this.memory.automations.size === 0) return;
    const ids = fresh.filter((event) => this.memory.automations.isAwaited(event)).map(({ id }) => id);
    if (ids.length === 0) return;
    notePending(tx, ids);
    if (this.remembersNotes) for (const id of ids) this.memory.awaited.add(id);
  }

  /** Events that were sent are evaluated by whoever gets them; of the others the notes stay, which are found as left. */
  private async handedOver(events: readonly ReceivedEvent[], wasSent: boolean): Promise<void> {
    const ids = events.map(({ id }) => id).filter((id) => this.memory.awaited.delete(id));
    if (wasSent && ids.length > 0) await this.context.write((tx) => takePending(tx, ids));
  }

  private async handle(events: readonly ReceivedEvent[]): Promise<void> {
    const { awaited } = this.memory;
    await this.reactInBatches(events, ({ id }) => awaited.has(id), takePending);
  }

  /** Of these nobody else has taken the notes, if there are any. One that comes again is known while it is recent. */
  private async handleShared(events: readonly ReceivedEvent[]): Promise<void> {
    const { automations, settled } = this.memory;
    const fresh = events.filter(({ id }) => !settled.has(id));
    await this.reactInBatches(
      fresh,
      (event) => automations.isAwaited(event),
      async (tx, ids) => {
        await takePending(tx, ids);
        return new Set(ids);
      },
    );
  }

  private async reactInBatches(
    events: readonly ReceivedEvent[],
    isAwaited: (event: ReceivedEvent) => boolean,
    claim: Claim,
  ): Promise<void> {
    const now = Timestamp.now();
    for (const event of events) this.memory.clock.see(event, now);
    for (let at = 0; at < events.length; at += batchSize) {
      const batch = events.slice(at, at + batchSize);
      const ids = batch.filter(isAwaited).map(({ id }) => id);
      await this.react(batch, ids, claim);
    }
  }

  /** Has triggers look at the events of these ids, as far as they are claimed. */
  private async react(events: readonly ReceivedEvent[], ids: readonly string[], claim: Claim): Promise<void> {
    const { awaited, leaders, settled } = this.memory;
    if (ids.length === 0 && !events.some(({ id }) => leaders.has(id))) {
      for (const { id, follows } of events) if (follows === null || settled.has(follows)) settled.set(id, true);
      return;
    }
    try {
      await this.evaluate(async (tx) => {
        const reaction = new BatchReaction(tx, this.memory, await claim(tx, ids));
        await reaction.run(events);
        tx.afterCommit(() => reaction.remember());
        return reaction.pass;
      });
    } finally {
      for (const id of ids) awaited.delete(id);
    }
  }

  /** Evaluates in a transaction; what comes of it is kept with it, and begun after it. */
  private async evaluate(work: (tx: Tx) => Promise<EvaluationPass>): Promise<void> {
    const actions = await this.context.write(async (tx) => {
      const pass = await work(tx);
      await this.context.events.keep(tx, pass.announcements);
      return pass.actions;
    });
    this.runner.add(actions);
  }

  private async handleLeft(before: Timestamp): Promise<void> {
    for (;;) {
      const left = await this.context.read((session) => leftEvents(session, before, batchSize));
      if (left.length === 0) break;
      await this.react(
        left,
        left.map(({ id }) => id),
        takePending,
      );
    }
    await this.context.write((tx) => forgetVanished(tx, before));
  }

  private async releaseLost(): Promise<void> {
    await this.evaluate(async (tx) => {
      const reaction = new BatchReaction(tx, this.memory, new Set());
      for (const event of await takeLostFollowers(tx)) await reaction.handle(event);
      await reaction.run([]);
      tx.afterCommit(() => reaction.remember());
      return reaction.pass;
    });
  }

  private async evaluateProactiveTriggers(now: Timestamp, signal: AbortSignal): Promise<void> {
    const { automations, clock, nextRuns } = this.memory;
    for (const trigger of automations.all()) {
      if (signal.aborted) return;
      if (trigger.isReactive || nextRuns.get(trigger.id)?.isAfter(now)) continue;
      try {
        await this.evaluate(async (tx) => {
          const { pass, again } = await evaluateProactively(tx, trigger, clock.at(now));
          tx.afterCommit(() => nextRuns.set(trigger.id, again));
          return pass;
        });
      } catch (error) {
        const { id } = trigger.automation;
        this.context.log.error(
          { err: error, automation: id },
          "an automation could not be evaluated; it will be again",
        );
      }
    }
  }
}
