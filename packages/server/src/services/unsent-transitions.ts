import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { sendUnsentTransitions } from "../events/unsent-transitions.ts";
import type { Service } from "./service.ts";

const everySeconds = 60;
/** Younger events may still be on their way. */
const youngestSeconds = 10;

/**
 * Tells of transitions whose events were lost while the server went on: with the connection that their commit went
 * through, or with another server on the same database. A server on SQLite is told how each of its commits ended.
 */
export const unsentTransitions: Service = {
  name: "unsent transitions",
  setting: "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED",
  summary: "Sends the events of state changes that were lost with a connection or a server.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED"),
  everySeconds: () => everySeconds,
  async pass(context) {
    if (!context.database.hasSeveralServers) return;
    const until = Timestamp.now().plus(-youngestSeconds);
    await sendUnsentTransitions(context, { since: until.plus(-2 * everySeconds), until });
  },
};
