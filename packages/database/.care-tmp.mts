import { copyDatabase } from "./src/care/copy/copy.ts";
const [from = "", to = ""] = process.argv.slice(2);
const t = performance.now();
let last = "";
const r = await copyDatabase({
  from,
  to,
  onProgress: ({ what, done }) => {
    if (what !== last) {
      console.log(((performance.now() - t) / 1000).toFixed(1), what, done);
      last = what;
    }
  },
});
console.log(
  ((performance.now() - t) / 1000).toFixed(1),
  JSON.stringify({ ...r, tables: r.tables.filter((x) => x.rows > 100) }, null, 1),
  process.memoryUsage().rss / 1e6,
);
