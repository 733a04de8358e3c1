/** The flags that the command's process should have, and what its environment adds. */
export function runtimeOf(words: readonly string[]): { flags: string[]; environment: Record<string, string> };
/** A Node from 22.12 on: the running one or the one installed beside this package; `path` is null where there is none. */
export function suitableNode(): { path: string | null; isRunning: boolean };
