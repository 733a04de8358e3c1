import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Settings } from "@prefect-ts/settings/settings";

/** The file that names the background server's process; the reference keeps the same. */
export function pidFilePath(settings: Settings): string {
  return join(settings.get("PREFECT_HOME"), "server.pid");
}

/** The file that names the process of the background services; the reference keeps the same. */
export function servicesPidFilePath(settings: Settings): string {
  return join(settings.get("PREFECT_HOME"), "services.pid");
}

/** The process that the file names; null if there is no file, NaN if it names none. */
export function readPid(path: string): number | null {
  try {
    return Number.parseInt(readFileSync(path, "utf8"), 10);
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

/**
 * Takes the file for a process about to start; false if a living process has it.
 * One left behind by a process that is gone is taken over.
 */
export function claimPidFile(path: string): boolean {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const pid = readPid(path);
  if (pid !== null) {
    if (isRunning(pid)) return false;
    rmSync(path, { force: true });
  }
  try {
    // Exclusive, so that of two starts at once one is refused.
    writeFileSync(path, String(process.pid), { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

export function writePid(path: string, pid: number): void {
  writeFileSync(path, String(pid), { mode: 0o600 });
}

export function removePidFile(path: string): void {
  rmSync(path, { force: true });
}

/** Sends a signal; false if there is no such process. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (isCode(error, "ESRCH")) return false;
    if (isCode(error, "EPERM") && name === 0) return true;
    throw error;
  }
}

export function isRunning(pid: number): boolean {
  return signal(pid, 0);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
