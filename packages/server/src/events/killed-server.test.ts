import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const serverFile = fileURLToPath(new URL("../server.ts", import.meta.url));
const pipelineFile = fileURLToPath(new URL("./pipeline.ts", import.meta.url));
const settingsFile = fileURLToPath(new URL("../../../settings/src/settings.ts", import.meta.url));

/** A server that, once it is told so by a signal, keeps its events in memory, as it does for the moments before it writes them. */
const script = (home: string) => `
  import { startServer } from ${JSON.stringify(serverFile)};
  import { EventPipeline } from ${JSON.stringify(pipelineFile)};
  import { loadSettings } from ${JSON.stringify(settingsFile)};
  process.on("SIGUSR2", () => {
    EventPipeline.prototype.publish = async () => {};
    console.log("holding");
  });
  const settings = loadSettings({ env: { PREFECT_HOME: ${JSON.stringify(home)} }, cwd: ${JSON.stringify(home)} });
  const server = await startServer({ settings, host: "127.0.0.1", port: 0, services: false, log: () => {} });
  console.log(server.url);
`;

async function start(home: string) {
  const arguments_ = ["--conditions=source", "--input-type=module", "--eval", script(home)];
  const child = spawn(process.execPath, arguments_, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface(child.stdout);
  const [url] = await once(lines, "line");
  const post = async (path: string, body: object) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return JSON.parse((await answer.text()) || "null");
  };
  return {
    post,
    async holdEvents() {
      child.kill("SIGUSR2");
      await once(lines, "line");
    },
    async kill() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

test("a server that is killed before it wrote its events tells of every transition once it is back", async () => {
  const home = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  const first = await start(home);
  const occurred = new Date().toISOString();
  const resource = { "prefect.resource.id": "x" };
  await first.post("/events", [{ id: crypto.randomUUID(), occurred, event: "before", resource }]);
  const flow = await first.post("/flows/", { name: "f" });
  await first.holdEvents();
  const created = Array.from({ length: 20 }, () =>
    first.post("/flow_runs/", { flow_id: flow.id, state: { type: "PENDING" } }),
  );
  const states = (await Promise.all(created)).map((run) => String(run.state.id));
  await first.kill();
  const second = await start(home);
  const told = async () => {
    const page = await second.post("/events/filter", { filter: { event: { prefix: ["prefect.flow-run."] } } });
    return page.events.map((event: { id: string }) => event.id).sort();
  };
  await expect.poll(told).toEqual(states.sort());
  await second.kill();
  rmSync(home, { recursive: true, force: true });
});
