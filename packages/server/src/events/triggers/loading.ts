import type { Session } from "@prefect-ts/database/database";
import type { Automation } from "@prefect-ts/schemas/automation";
import type { Logger } from "pino";
import { readAutomationRow } from "../../models/automations.ts";

/** What tells, as long as it is the same, that no automation was made, changed or deleted. */
export async function automationsVersion({ db }: Session): Promise<string> {
  const newest = db.selectFrom("automation").select("updated").orderBy("updated", "desc").limit(1);
  const { count, updated } = await db
    .selectFrom("automation")
    .select(({ fn }) => [fn.countAll<number>().as("count"), newest.as("updated")])
    .executeTakeFirstOrThrow();
  return `${count} ${JSON.stringify(updated)}`;
}

/** The automations that are switched on. One that cannot be read is logged and left out. */
export async function enabledAutomations({ db }: Session, log: Logger): Promise<Automation[]> {
  const rows = await db.selectFrom("automation").selectAll().where("enabled", "=", true).execute();
  return rows.flatMap((row) => {
    try {
      return [readAutomationRow(row)];
    } catch (error) {
      log.error({ err: error, automation: row.id }, "an automation cannot be read and is not evaluated");
      return [];
    }
  });
}
