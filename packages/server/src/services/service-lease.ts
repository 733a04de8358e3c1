import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ServerContext } from "../context.ts";

/** A lease is renewed that often while a pass lasts. */
const renewalsPerLease = 3;
/** Seconds; a lease that is shorter would end while it is written. */
const shortest = 1;

export interface LeaseParts {
  context: ServerContext;
  /** Of the service. */
  name: string;
  /** Of this server. */
  holder: string;
  /** From one pass to the next, whichever server makes them. */
  seconds: number;
}

/**
 * A service that servers share: one of them makes each pass. The lease lasts until the next pass is due, so another
 * server takes over as soon as one that died would have had to do something.
 */
export class ServiceLease {
  private readonly parts: LeaseParts;
  private readonly seconds: number;

  constructor(parts: LeaseParts) {
    this.parts = parts;
    this.seconds = Math.max(shortest, parts.seconds);
  }

  /** Makes the pass if it is this server's; else answers after how many seconds to ask again. */
  async run(pass: () => Promise<void>): Promise<number | undefined> {
    const wait = await this.take();
    if (wait !== undefined) return wait;
    const renewal = setInterval(() => void this.renew(), (this.seconds / renewalsPerLease) * 1000);
    try {
      await pass();
    } finally {
      clearInterval(renewal);
    }
    return undefined;
  }

  /** Undefined where the lease is this server's now; else the seconds until it ends. */
  private async take(): Promise<number | undefined> {
    const { context, name, holder } = this.parts;
    const now = Timestamp.now();
    const taken = await context.write(({ db }) =>
      db
        .insertInto("ts_service_lease")
        .values({ name, holder, expires: now.plus(this.seconds) })
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet(({ ref }) => ({ holder: ref("excluded.holder"), expires: ref("excluded.expires") }))
            .where(({ or, eb }) =>
              or([eb("ts_service_lease.holder", "=", holder), eb("ts_service_lease.expires", "<=", now)]),
            ),
        )
        .returning("name")
        .execute(),
    );
    if (taken.length > 0) return undefined;
    const other = await context.read(({ db }) =>
      db.selectFrom("ts_service_lease").select("expires").where("name", "=", name).executeTakeFirst(),
    );
    // A server whose clock is ahead must not keep the others away for long.
    return Math.min(Math.max(other?.expires.since(Timestamp.now()) ?? 0, 0), this.seconds);
  }

  private async renew(): Promise<void> {
    const { context, name, holder } = this.parts;
    try {
      await context.write(({ db }) =>
        db
          .updateTable("ts_service_lease")
          .set({ expires: Timestamp.now().plus(this.seconds) })
          .where("name", "=", name)
          .where("holder", "=", holder)
          .execute(),
      );
    } catch (error) {
      context.log.warn({ err: error, service: name }, "the lease of a service could not be renewed");
    }
  }
}

/** Gives up what a server holds: others take over at once. */
export const releaseLeases = (context: ServerContext, holder: string): Promise<unknown> =>
  context.write(({ db }) => db.deleteFrom("ts_service_lease").where("holder", "=", holder).execute());
