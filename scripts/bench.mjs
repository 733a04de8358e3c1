// `npm run bench`: the speed of the built server on this machine, beside raw SQLite. Options: `-- --count 5000 --only …`.
import { prepare, run } from "./prepare.mjs";

prepare();
process.exitCode = run("node", ["benchmarks/bench.ts", ...process.argv.slice(2)]) ? 0 : 1;
