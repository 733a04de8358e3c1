// Plain JavaScript for any Node: which Node runs the command, and how.
import module from "node:module";

/**
 * A server keeps little in memory but allocates a lot. A small young generation, an old one that grows by two megabytes at a time
 * and one arena for malloc, which gives back what it can, halve what it holds; compiling one function at a time spares what
 * several compilers at once leave fragmented.
 */
const serverFlags = ["--max-semi-space-size=1", "--optimize-for-size", "--no-concurrent-recompilation"];
const serverEnvironment = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "131072" };

const isServer = (words) => words.includes("server") && words.includes("start");

/** The flags that the command's process should have, and what its environment adds. */
export function runtimeOf(words) {
  return isServer(words) ? { flags: serverFlags, environment: serverEnvironment } : { flags: [], environment: {} };
}

/**
 * A Node from 22.12 on: the running one, or else the one installed beside this package; `path` is null where there is
 * neither.
 */
export function suitableNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return { path: process.execPath, isRunning: true };
  try {
    const path = module.createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
    return { path, isRunning: false };
  } catch {
    return { path: null, isRunning: false };
  }
}
