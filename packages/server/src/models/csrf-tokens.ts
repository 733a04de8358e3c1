import { randomBytes } from "node:crypto";
import type { Session } from "@prefect-ts/database/database";
import type { CsrfToken } from "@prefect-ts/schemas/csrf-token";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";

/** The client's token, unless it has expired. */
export async function readCsrfToken(session: Session, client: string): Promise<CsrfToken | undefined> {
  return await session.db
    .selectFrom("csrf_token")
    .select(["id", "created", "updated", "token", "client", "expiration"])
    .where("client", "=", client)
    .where("expiration", ">", Timestamp.now())
    .executeTakeFirst();
}

/** A new token for the client, in place of the one it had; valid for `lifetime` seconds. Drops what has expired. */
export async function renewCsrfToken(tx: Tx, client: string, lifetime: number): Promise<CsrfToken> {
  const now = Timestamp.now();
  await tx.db.deleteFrom("csrf_token").where("expiration", "<", now).execute();
  const token = { token: randomBytes(32).toString("hex"), expiration: now.plus(lifetime), updated: now };
  return await tx.db
    .insertInto("csrf_token")
    .values({ client, created: now, ...token })
    .onConflict((conflict) => conflict.column("client").doUpdateSet(token))
    .returning(["id", "created", "updated", "token", "client", "expiration"])
    .executeTakeFirstOrThrow();
}
