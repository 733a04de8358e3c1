#!/usr/bin/env node
// Plain JavaScript for any Node: it finds a Node that can run the rest.
import { spawn } from "node:child_process";
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 12)) {
  module.enableCompileCache();
  const { main } = await import("../dist/main.js");
  await main(process.argv.slice(2));
} else {
  runUnder(bundledNode());
}

/** The Node that is installed beside this package, for machines whose own is too old. */
function bundledNode() {
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return module.createRequire(import.meta.url).resolve(`${name}/bin/node`);
  } catch {
    console.error(
      `prefect needs Node 22.12 or newer, this is ${process.versions.node}, and the package ${name} is not installed: install a newer Node.`,
    );
    process.exit(1);
  }
}

function runUnder(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
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
