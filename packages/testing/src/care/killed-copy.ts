import { copyDatabase } from "@prefect-ts/database/care/copy/copy";

/** A process that copies and is killed in the midst of a table: `killed-copy.ts FROM TO TABLE`. */
const [from = "", to = "", table = ""] = process.argv.slice(2);
let reports = 0;
await copyDatabase({
  from,
  to,
  onProgress({ what }) {
    if (what === `Copying ${table}`) reports += 1;
    // The first batch is committed when the second one is told of.
    if (reports === 2) process.kill(process.pid, "SIGKILL");
  },
});
