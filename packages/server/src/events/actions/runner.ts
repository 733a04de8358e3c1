import type { Tables } from "@prefect-ts/database/tables";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { ValidationError } from "@prefect-ts/schemas/validation/compile";
import type { Kysely } from "kysely";
import type { ServerContext, Tx } from "../../context.ts";
import { type ActionEnd, actionEvents } from "./action-events.ts";
import { ActionQueue } from "./action-queue.ts";
import { failureReason } from "./failure-reason.ts";
import { mayJoin, perform } from "./index.ts";
import type { ActionResult } from "./performer.ts";
import { claimSeconds, readTriggeredAction, type TriggeredAction } from "./triggered-action.ts";

/** Actions that are done at the same time. */
const mostAtOnce = 8;
/** How often an action is begun before it is given up. */
const mostAttempts = 5;
const renewEverySeconds = claimSeconds / 3;
const mostRenewedAtOnce = 500;

/** As they were triggered. */
const byOrder = (a: TriggeredAction, b: TriggeredAction): number =>
  a.triggered.micros - b.triggered.micros || a.action_index - b.action_index;

/** Someone else has done the action meanwhile. */
class AlreadyDoneError extends Error {}

/** Does the actions of automations: those of one automation one after another, in the order in which they were triggered. */
export class ActionRunner {
  private readonly context: ServerContext;
  private readonly queue = new ActionQueue(mayJoin);
  private readonly running = new Set<Promise<void>>();
  /** The ids of those that wait or run. */
  private readonly held = new Set<string>();
  private renewal: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(context: ServerContext) {
    this.context = context;
  }

  /** Takes actions that are kept and that this server has claimed. */
  add(actions: readonly TriggeredAction[]): void {
    if (actions.length === 0) return;
    for (const { id } of actions) this.held.add(id);
    this.renewal ??= setInterval(() => void this.renew(), renewEverySeconds * 1000);
    this.queue.add(actions);
    this.startNext();
  }

  /** Claims the actions that whoever began with them did not finish. */
  async takeOver(): Promise<void> {
    const now = Timestamp.now();
    const left = await this.context.read(({ db }) =>
      db
        .selectFrom("ts_triggered_action")
        .select("id")
        .where("claimed_until", "<", now)
        .orderBy("id")
        .limit(100)
        .execute(),
    );
    const resumed: TriggeredAction[] = [];
    for (const { id } of left) {
      if (this.held.has(id)) continue;
      const claimed = await this.context.write(({ db }) =>
        db
          .updateTable("ts_triggered_action")
          .set((eb) => ({ claimed_until: now.plus(claimSeconds), attempts: eb("attempts", "+", 1) }))
          .where("id", "=", id)
          .where("claimed_until", "<", now)
          .returning(["body", "attempts"])
          .executeTakeFirst(),
      );
      const action = claimed && (await this.readLeft(id, claimed));
      if (action) resumed.push(action);
    }
    this.add(resumed.toSorted(byOrder));
  }

  /** Begins no more actions, and leaves those that wait to whoever comes next. Resolves when those begun have ended. */
  async close(): Promise<void> {
    this.isClosed = true;
    const ids = this.queue.clear().map(({ id }) => id);
    await Promise.all(this.running);
    clearInterval(this.renewal);
    if (ids.length === 0) return;
    await this.context.write(({ db }) => claim(db, ids, 0));
  }

  /** An action to do once more; one that cannot be read, or has been begun too often, is given up. */
  private async readLeft(
    id: string,
    { body, attempts }: { body: unknown; attempts: number },
  ): Promise<TriggeredAction | undefined> {
    try {
      const action = readTriggeredAction(body);
      if (attempts <= mostAttempts) return action;
      const reason = `given up after ${mostAttempts} attempts`;
      await this.finish([{ triggered: action, result: { reason, details: {}, related: [] } }]);
    } catch (error) {
      if (error instanceof AlreadyDoneError) return undefined;
      if (!(error instanceof ValidationError)) throw error;
      this.context.log.error({ err: error, action: id }, "a triggered action cannot be read and is given up");
      await this.context.write((tx) => forget(tx, [id]));
    }
    return undefined;
  }

  private startNext(): void {
    while (!this.isClosed && this.running.size < mostAtOnce) {
      const taken = this.queue.take();
      const [first] = taken;
      if (!first) return;
      const run = this.run(taken).finally(() => {
        this.running.delete(run);
        this.queue.done(first.automation.id);
        this.startNext();
      });
      this.running.add(run);
    }
  }

  private async run(taken: readonly TriggeredAction[]): Promise<void> {
    if (taken.length > 1 && (await this.areDoneTogether(taken))) {
      for (const { id } of taken) this.release(id);
      return;
    }
    for (const triggered of taken) await this.runAlone(triggered);
  }

  /** Does actions in one transaction. False, and nothing is done, where one of them fails: alone, each meets its own fate. */
  private async areDoneTogether(taken: readonly TriggeredAction[]): Promise<boolean> {
    try {
      const ends: ActionEnd[] = [];
      for (const triggered of taken) {
        const result: ActionResult = { details: {}, related: [] };
        const write = await perform(triggered.action, { context: this.context, triggered, result });
        ends.push({ triggered, result, write });
      }
      await this.finish(ends);
      return true;
    } catch {
      return false;
    }
  }

  private async runAlone(triggered: TriggeredAction): Promise<void> {
    const { id, automation } = triggered;
    try {
      await this.attempt(triggered);
    } catch (error) {
      if (error instanceof AlreadyDoneError) return;
      const subject = { automation: automation.id, action: id };
      this.context.log.error({ err: error, ...subject }, "an action could not be done; it will be tried again");
    } finally {
      this.release(id);
    }
  }

  private async attempt(triggered: TriggeredAction): Promise<void> {
    const { action } = triggered;
    const result: ActionResult = { details: {}, related: [] };
    try {
      const write = await perform(action, { context: this.context, triggered, result });
      await this.finish([{ triggered, result, write }]);
    } catch (error) {
      const reason = failureReason(error, action.type, result);
      if (reason === undefined) throw error;
      await this.finish([{ triggered, result: { ...result, reason } }]);
    }
  }

  private release(id: string): void {
    this.held.delete(id);
    if (this.held.size > 0) return;
    clearInterval(this.renewal);
    this.renewal = undefined;
  }

  /** Keeps others from the actions that this server is about to do. */
  private async renew(): Promise<void> {
    const ids = [...this.held];
    try {
      for (let at = 0; at < ids.length; at += mostRenewedAtOnce) {
        await this.context.write(({ db }) => claim(db, ids.slice(at, at + mostRenewedAtOnce), claimSeconds));
      }
    } catch (error) {
      this.context.log.warn({ err: error, actions: ids.length }, "actions that wait may be begun once more");
    }
  }

  /** Notes that actions are over, with what they write and the events about them: all of it, or nothing. */
  private async finish(ends: readonly ActionEnd[]): Promise<void> {
    const named = ends.map(({ result }) => result.related.length);
    await this.context.write(async (tx) => {
      // Where the transaction is run again, what its first run named goes.
      for (const [i, { result }] of ends.entries()) result.related.splice(named[i] ?? 0);
      const ids = ends.map(({ triggered }) => triggered.id);
      if ((await forget(tx, ids)) < ids.length) throw new AlreadyDoneError();
      for (const { write } of ends) await write?.(tx);
      await this.context.events.keep(tx, ends.flatMap(actionEvents));
    });
  }
}

/** Answers how many of them were there. */
async function forget({ db, dialect }: Tx, ids: readonly string[]): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("ts_triggered_action")
    .where(({ ref }) => dialect.isOneOf(ref("id"), ids))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

const claim = (db: Kysely<Tables>, ids: readonly string[], seconds: number) =>
  db
    .updateTable("ts_triggered_action")
    .set({ claimed_until: Timestamp.now().plus(seconds) })
    .where("id", "in", ids)
    .execute();
