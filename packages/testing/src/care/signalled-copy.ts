import { writeSync } from "node:fs";
import { copyDatabase } from "@prefect-ts/database/care/copy/copy";

/** A process that copies and sends itself a signal in the midst of a table: `signalled-copy.ts FROM TO TABLE SIGNAL`. */
const [from = "", to = "", table = "", signal = ""] = process.argv.slice(2);
let reports = 0;
await copyDatabase({
  from,
  to,
  onProgress({ what }) {
    if (what === `Copying ${table}`) reports += 1;
    // The first batch is committed when the second one is told of.
    if (reports !== 2) return;
    reports += 1;
    writeSync(1, "in the midst");
    process.kill(process.pid, signal);
  },
});
