// `npm start`: installs and builds what is needed, then `prefect server start` with the arguments given.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prepare, root } from "./prepare.mjs";

prepare();
const prefect = join(root, "packages", "cli", "bin", "prefect.js");
process.argv.splice(1, 1, prefect, "server", "start");
await import(pathToFileURL(prefect).href);
