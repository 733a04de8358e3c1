// `npm run bench`: the speed of the built server on this machine, beside raw SQLite. Options: `-- --count 5000 --only …`.
// `npm run bench -- NAME`: another part of benchmarks/ (large-history, outage, kills, scheduler, events, automations, due), with its options.
import { existsSync } from "node:fs";
import { prepare, root, run } from "./prepare.mjs";

const args = process.argv.slice(2);
const part = args[0] && !args[0].startsWith("-") ? args.shift() : "bench";
const program = `benchmarks/${part}.ts`;
if (existsSync(`${root}/${program}`)) {
  prepare();
  process.exitCode = run("node", [program, ...args]) ? 0 : 1;
} else {
  console.error(`There is no ${program}: name a file of benchmarks/, without its ending.`);
  process.exitCode = 1;
}
