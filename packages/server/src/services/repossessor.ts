import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { readExpiredLeaseIds, readLease, releaseLease } from "../models/concurrency-leases.ts";
import { type Service, writeEach } from "./service.ts";

const mostAtOnce = 1000;

async function repossess(tx: Tx, id: string): Promise<void> {
  tx.lock("ts_concurrency_lease", id);
  const lease = await readLease(tx, id);
  const wasRenewed = lease?.expiration.isAfter(Timestamp.now());
  if (lease && !wasRenewed) await releaseLease(tx, lease, { sample: true });
}

/** Frees the slots of leases that have expired. */
export const repossessor: Service = {
  name: "repossessor",
  setting: "PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED",
  summary: "Frees the concurrency slots of leases that have expired.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS"),
  async pass(context, signal) {
    const expired = await context.read((session) => readExpiredLeaseIds(session, mostAtOnce));
    await writeEach(context, signal, expired, repossess);
  },
};
