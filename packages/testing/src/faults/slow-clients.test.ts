import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ServerProcess, startServerProcess, temporaryHome } from "@prefect-ts/testing/server-process";
import { afterAll, beforeAll, expect, test } from "vitest";

const { home, remove } = temporaryHome();
let server: ServerProcess;
let url: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startServerProcess(home);
  url = server.url ?? "";
  const flows = Array.from({ length: 200 }, (_, i) => ({ name: `${i} ${"x".repeat(2000)}` }));
  await Promise.all(
    flows.map((flow) =>
      fetch(`${url}/flows/`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(flow),
      }),
    ),
  );
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  expect((await server.kill("SIGTERM")).code).toBe(0);
  remove();
});

/** A connection that says `text` and then nothing; it is not read from unless the test does. */
async function open(text: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  sockets.push(socket);
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.on("error", () => {});
  if (text !== "") socket.write(text);
  return socket;
}

const others = async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => fetch(`${url}/flows/filter`, { method: "POST" }).then(({ status }) => status)),
  );
  expect(answers).toEqual(answers.map(() => 200));
};

/** Megabytes; only Linux tells those of another process. */
const memory = () => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return 0;
  }
};

test("five hundred idle connections hold nobody up", async () => {
  const before = memory();
  await Promise.all(Array.from({ length: 500 }, () => open("")));
  await others();
  expect(memory() - before).toBeLessThan(100);
});

test("clients that stay in the middle of a request hold nobody up", async () => {
  const before = memory();
  const head = "POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  await Promise.all(Array.from({ length: 100 }, () => open(head)));
  await Promise.all(Array.from({ length: 100 }, () => open(`${head}Content-Length: 60000000\r\n\r\n{"name":`)));
  await others();
  expect(memory() - before).toBeLessThan(100);
});

test("clients that do not read their answers hold nobody up, and get no more than they ask for", async () => {
  const before = memory();
  const request = "POST /api/flows/filter HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
  await Promise.all(Array.from({ length: 20 }, () => open(request.repeat(200))));
  await others();
  await sleep(500);
  await others();
  expect(memory() - before).toBeLessThan(250);
});

test("a client that reads byte by byte gets its whole answer", async () => {
  const socket = await open("GET /api/admin/settings HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  let text = "";
  let hasEnded = false;
  socket.on("end", () => {
    hasEnded = true;
  });
  while (!hasEnded) {
    const byte: Buffer | null = socket.read(1);
    if (byte === null) await sleep(1);
    else text += byte.toString("latin1");
  }
  const [head = "", body = ""] = text.split("\r\n\r\n");
  expect(body.length).toBe(Number(/content-length: (\d+)/i.exec(head)?.[1]));
});
