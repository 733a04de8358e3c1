import { setTimeout as sleep } from "node:timers/promises";
import { defineCommand } from "../../core/command.ts";
import { isRunning, pidFilePath, readPid, removePidFile, signal } from "../../server/pid-file.ts";

const POLL_MS = 20;
const PATIENCE_MS = 10_000;

export default defineCommand({
  summary: "Stop a Prefect server instance running in the background.",
  async run(context) {
    const { green } = context.colors;
    const path = pidFilePath(context.uncheckedSettings());
    const pid = readPid(path);
    if (pid === null) {
      context.print(green("No server running in the background."));
      return;
    }
    const wasRunning = signal(pid, "SIGTERM");
    removePidFile(path);
    if (!wasRunning) {
      context.print(green("The server process is not running. Cleaning up stale PID file."));
      return;
    }
    // The port and the database are free once the process is gone, so that a start can follow at once.
    for (let waited = 0; waited < PATIENCE_MS && isRunning(pid); waited += POLL_MS) await sleep(POLL_MS);
    context.print("Server stopped!");
  },
});
