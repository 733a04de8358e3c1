import { startServerProcess, temporaryHome } from "@prefect-ts/testing/server-process";
import { expect, test } from "vitest";

const env = { PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY: "PT1S" };
const args = ["--port", "0"];
const kills = 3;
const eventsToARound = 60;

const idOf = (body: unknown): string => String(Object(body).id);

/** What a server answers; undefined where it is dead before it does. */
async function post(url: string | undefined, path: string, body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return JSON.parse((await answer.text()) || "null");
}

test("a server that is killed again and again runs each automation once for every event that it took", async () => {
  const { home, remove } = temporaryHome();
  let server = await startServerProcess(home, { env, args });
  const flow = idOf(await post(server.url, "/flows/", { name: "f" }));
  const deployment_id = idOf(await post(server.url, "/deployments/", { name: "d", flow_id: flow }));
  const action = { type: "run-deployment", deployment_id, parameters: { event: "{{ event.id }}" } };
  const trigger = { posture: "Reactive", expect: ["thing.happened"] };
  await post(server.url, "/automations/", { name: "a", trigger, actions: [action] });
  const taken: string[] = [];
  for (let round = 0; round < kills; round++) {
    const { url } = server;
    const sends = Array.from({ length: eventsToARound }, async () => {
      const id = crypto.randomUUID();
      const occurred = new Date().toISOString();
      const event = { id, occurred, event: "thing.happened", resource: { "prefect.resource.id": "x" } };
      await post(url, "/events", [event]);
      taken.push(id);
    });
    // The first answers have come, the rest of the work is under way.
    await Promise.any(sends);
    await server.kill("SIGKILL");
    await Promise.allSettled(sends);
    server = await startServerProcess(home, { env, args });
  }
  const ran = async (): Promise<string[]> => {
    const runs = await post(server.url, "/flow_runs/filter", {
      flow_runs: { deployment_id: { any_: [deployment_id] } },
    });
    return Array.from(Object(runs), (run) => String(Object(run).parameters.event));
  };
  let runs: string[] = [];
  await expect
    .poll(
      async () => {
        runs = await ran();
        return taken.filter((id) => !runs.includes(id));
      },
      { timeout: 60_000 },
    )
    .toEqual([]);
  expect(runs).toHaveLength(new Set(runs).size);
  await server.kill("SIGKILL");
  remove();
});
