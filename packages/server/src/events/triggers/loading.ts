import type { Session } from "@prefect-ts/database/database";
import type { Automation } from "@prefect-ts/schemas/automation";
import type { Logger } from "pino";
import { readAutomationRow } from "../../models/automations.ts";

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
