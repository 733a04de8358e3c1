#!/usr/bin/env node
// Plain JavaScript for any Node: it finds a Node that can run the rest.
import { spawn } from "node:child_process";
import module from "node:module";
import { runtimeOf, suitableNode } from "./runtime.js";

const words = process.argv.slice(2);
const { path: node, isRunning } = suitableNode();
const { flags, environment } = runtimeOf(words);
const hasFlags = flags.every((flag) => process.execArgv.includes(flag));

if (node === null) {
  console.error(
    `prefect needs Node 22.12 or newer, this is ${process.versions.node}, and the package node-${process.platform}-${process.arch} is not installed: install a newer Node.`,
  );
  process.exitCode = 1;
} else if (isRunning && hasFlags) {
  // The cache halves the time of a short command; a server would keep its eight megabytes for good.
  if (flags.length === 0) module.enableCompileCache();
  const { main } = await import("../bundle/main.js");
  await main(words);
} else {
  runAgain();
}

/** The same command in a process that has the right Node and flags; in place of this one where the system can do that. */
function runAgain() {
  const parameters = [...(isRunning ? process.execArgv : []), ...flags, ...process.argv.slice(1)];
  const env = { ...process.env, ...environment };
  if (process.execve && process.platform !== "win32" && !process.connected) {
    process.execve(node, [node, ...parameters], env);
  }
  const child = spawn(node, parameters, { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    // A terminal sends Ctrl+C to the child as well; passing it on would make it two.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
