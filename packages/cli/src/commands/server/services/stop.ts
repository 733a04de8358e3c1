import { setTimeout as sleep } from "node:timers/promises";
import { defineCommand } from "../../../core/command.ts";
import { isRunning, readPid, removePidFile, servicesPidFilePath, signal } from "../../../server/pid-file.ts";

const POLL_MS = 20;
const PATIENCE_MS = 10_000;

export default defineCommand({
  summary: "Stop any background Prefect services that were started.",
  async run(context) {
    const path = servicesPidFilePath(context.uncheckedSettings());
    const pid = readPid(path);
    if (pid === null) {
      context.print("No services are running in the background.");
      return;
    }
    const wasRunning = signal(pid, "SIGTERM");
    if (!wasRunning) {
      removePidFile(path);
      context.print("Services were not running");
      return;
    }
    for (let waited = 0; waited < PATIENCE_MS && isRunning(pid); waited += POLL_MS) await sleep(POLL_MS);
    removePidFile(path);
    context.print("All services stopped.");
  },
});
