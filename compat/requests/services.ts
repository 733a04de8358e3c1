const SERVICES = ["SCHEDULER", "LATE_RUNS", "FOREMAN", "CANCELLATION_CLEANUP", "PAUSE_EXPIRATIONS", "REPOSSESSOR"];

/** Settings of a reference whose loops change no rows at times of their own. */
export const withoutServices: Record<string, string> = Object.fromEntries(
  SERVICES.map((service) => [`PREFECT_SERVER_SERVICES_${service}_ENABLED`, "false"]),
);
