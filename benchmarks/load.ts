import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

/** Keep-alive connections to an API. */
export class Client {
  private readonly base: URL;
  private readonly agent: Agent;

  constructor(url: string, connections: number) {
    this.base = new URL(url);
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: "fifo" });
  }

  /** One JSON request; throws on any status of 300 and above. */
  send(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.agent,
          method,
          host: this.base.hostname,
          port: this.base.port,
          path: this.base.pathname + path,
          headers:
            payload === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            if ((response.statusCode ?? 500) >= 300)
              reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 200)}`));
            else resolve(text === "" ? {} : JSON.parse(text));
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(payload);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** One unit of work; many run side by side. */
export type Step = () => Promise<unknown>;

const scheduled = () => ({ type: "SCHEDULED", state_details: { scheduled_time: new Date().toISOString() } });

/** What a client does to a flow run, each on runs of its own. */
export async function workloads(client: Client): Promise<Record<string, Step>> {
  const flow = await client.send("POST", "/flows/", { name: `bench-${randomUUID()}` });
  const create = () =>
    client.send("POST", "/flow_runs/", {
      flow_id: flow["id"],
      state: scheduled(),
      parameters: { x: 1 },
      tags: ["bench"],
    });
  const known = await create();
  return {
    "create a flow run": create,
    "whole lifecycle": async () => {
      const run = await create();
      for (const type of ["PENDING", "RUNNING", "COMPLETED"]) {
        const answer = await client.send("POST", `/flow_runs/${run["id"]}/set_state`, { state: { type } });
        if (answer["status"] !== "ACCEPT") throw new Error(`set_state: ${JSON.stringify(answer)}`);
      }
    },
    "read a flow run": () => client.send("GET", `/flow_runs/${known["id"]}`),
  };
}

/** Keeps `lanes` steps under way until `count` are done; answers seconds. */
export async function repeat(step: Step, count: number, lanes: number): Promise<number> {
  let left = count;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (left-- > 0) await step();
    }),
  );
  return (performance.now() - start) / 1000;
}
