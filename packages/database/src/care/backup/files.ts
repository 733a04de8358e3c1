import { constants, readdirSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** What a file is called while this process writes it. */
export const partialOf = (path: string): string => `${path}.partial-${process.pid}`;

/** Removes what processes that are gone left of a file, killed while they wrote it. */
export function removeAbandoned(path: string): void {
  const start = `${basename(path)}.partial-`;
  for (const name of readdirSync(dirname(path))) {
    const pid = /^\d+/.exec(name.startsWith(start) ? name.slice(start.length) : "")?.[0];
    if (pid !== undefined && isGone(Number(pid))) rmSync(join(dirname(path), name), { force: true });
  }
}

/** Whether no other process has the number: this one has left nothing behind yet. */
function isGone(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

/** Writes a file to the disk, then gives it its name. */
export async function keep(partial: string, path: string): Promise<void> {
  await sync(partial, constants.O_RDWR);
  await rename(partial, path);
  await sync(dirname(path), constants.O_RDONLY);
}

async function sync(path: string, flags: number): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes a file, and what SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${file}${suffix}`, { force: true });
}
