import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "@prefect-ts/settings/settings";
import { defineCommand } from "../../core/command.ts";
import type { Context } from "../../core/context.ts";
import { CommandError, SilentFailure } from "../../core/errors.ts";
import { flag, output, wholeNumber } from "../../core/options.ts";
import { checkHealth, serverVersion, type Failure } from "../../server/api.ts";

const POLL_MS = 1_000;

export default defineCommand({
  summary: "Check the status of the Prefect server.",
  options: {
    wait: flag("--wait", "Wait for the server to become available before returning."),
    timeout: wholeNumber(
      "-t, --timeout <seconds>",
      "Maximum number of seconds to wait when using --wait. A value of 0 means wait indefinitely.",
    ),
    output,
  },
  async run(context, { options: { wait, timeout = 0, output: format } }) {
    const settings = context.settings();
    const url = settings.get("PREFECT_API_URL");
    if (url === null) {
      throw new CommandError("No API URL configured. Set PREFECT_API_URL to the address of your server.");
    }
    const isJson = format === "json";
    if (!isJson) context.print(`Connecting to server at ${url}...`);
    const failure = await poll(settings, wait, timeout);
    if (failure === null) return printAvailable(context, settings, url, isJson);
    const isTimedOut = wait && timeout > 0;
    if (isJson) {
      const status = isTimedOut
        ? { status: "timed_out", api_url: url, timeout }
        : { status: "unavailable", api_url: url };
      context.printJson({ ...status, error: failure.message });
      throw new SilentFailure();
    }
    throw new CommandError(
      isTimedOut
        ? `Timed out after ${timeout} seconds waiting for server at ${url}.`
        : `Server is not available at ${url}. Error: ${failure.message}`,
    );
  },
});

/** Asks once, or until the server is healthy or the time is over; zero seconds means for ever. */
async function poll(settings: Settings, wait: boolean, seconds: number): Promise<Failure | null> {
  const started = performance.now();
  const requestTimeout = settings.get("PREFECT_API_REQUEST_TIMEOUT") * 1000;
  for (;;) {
    const failure = await checkHealth(settings, requestTimeout);
    const isOver = seconds > 0 && performance.now() - started >= seconds * 1000;
    if (failure === null || !wait || isOver) return failure;
    await sleep(POLL_MS);
  }
}

async function printAvailable(context: Context, settings: Settings, url: string, isJson: boolean): Promise<void> {
  const version = await serverVersion(settings, settings.get("PREFECT_API_REQUEST_TIMEOUT") * 1000);
  if (isJson) {
    context.printJson({ status: "available", api_url: url, ...(version === null ? {} : { server_version: version }) });
    return;
  }
  context.print("Server is available.");
  context.print(`  API URL: ${url}`);
  if (version !== null) context.print(`  Server version: ${version}`);
}
