import { platform, setPriority } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import SQLite from "better-sqlite3";
import type { ReadAnswer, ReadRequest, Request } from "./reading-thread.ts";
import { RunCounter } from "./run-counter.ts";
import { StatementCache } from "./statement-cache.ts";

/** A tenth of what others have of a processor that all want: at the lowest, 19, reads took half as long again and writes gained nothing. */
const niceness = 10;

/** Where processors are few, who writes or reads a row goes before who reads much. Only on Linux a thread has a priority of its own. */
function stepBack(): void {
  if (platform() !== "linux") return;
  try {
    setPriority(0, niceness);
  } catch {
    // A sandbox may forbid it; all that is lost is the courtesy.
  }
}

/** The thread's side: it runs one query after another, and waits for locks by itself. */
const { file, busyTimeoutMs } = workerData;
stepBack();
const handle = new SQLite(file, { readonly: true, timeout: busyTimeoutMs });
handle.pragma("cache_size = -2000");
// What is sorted or grouped of a large history would go to the disk.
handle.pragma("temp_store = MEMORY");
const statements = new StatementCache((sql) => {
  const statement = handle.prepare<unknown[], unknown[]>(sql);
  const columns = statement.columns().map(({ name, column, type }) => ({ name, column, type }));
  return { columns, statement: statement.raw(true) };
});

const runCounter = new RunCounter(handle);

function read({ id, sql, parameters }: ReadRequest): ReadAnswer {
  const start = performance.now();
  const { statement, columns } = statements.get(sql);
  const rows = statement.all(...parameters);
  return { id, columns, rows, ms: performance.now() - start };
}

async function answer(request: Request): Promise<ReadAnswer> {
  const { id } = request;
  try {
    if ("keep" in request) return { id, isKept: await runCounter.keep(request.keep, request.writes) };
    if ("runs" in request) return { id, counts: runCounter.count(request.runs) };
    return read(request);
  } catch (error) {
    const code = error instanceof SQLite.SqliteError ? error.code : "";
    return { id, code, message: error instanceof Error ? error.message : String(error) };
  }
}

const waiting: Request[] = [];
let isServing = false;

/** One after another, with a turn of the event loop between: messages by themselves would come before whatever else waits for one. */
async function serve(): Promise<void> {
  isServing = true;
  for (let request = waiting.shift(); request; request = waiting.shift()) {
    void answer(request).then((answered) => parentPort?.postMessage(answered));
    await nextTurn();
  }
  isServing = false;
}

parentPort?.on("message", (request: Request) => {
  waiting.push(request);
  if (!isServing) void serve();
});
