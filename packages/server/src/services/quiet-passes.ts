import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ServerContext } from "../context.ts";
import type { Quiet, Service } from "./service.ts";

/**
 * The passes of a service without those that would find nothing: the last one said that there is nothing to do until
 * later, and nobody has changed the database since it began.
 */
export function withoutQuietPasses(service: Service, context: ServerContext): (signal: AbortSignal) => Promise<void> {
  let mark: number | null = null;
  let quiet: Quiet | undefined;
  return async (signal) => {
    const current = context.database.changeMark();
    const isQuiet = quiet !== undefined && !quiet.until?.isBefore(Timestamp.now());
    if (isQuiet && current !== null && current === mark) return;
    mark = current;
    quiet = undefined;
    quiet = (await service.pass(context, signal)) ?? undefined;
  };
}
