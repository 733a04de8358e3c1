import { pino } from "pino";
import { expect, test } from "vitest";
import { Loop } from "./loop.ts";

const log = pino({ level: "silent" });

/** A pass that waits until it is let go; `started` tells how many have begun. */
function gated() {
  let release = () => {};
  const gate = {
    started: 0,
    running: 0,
    most: 0,
    letGo: () => release(),
    async pass() {
      gate.started++;
      gate.most = Math.max(gate.most, ++gate.running);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      gate.running--;
    },
  };
  return gate;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await turn();
}

test("the first pass begins at once, the next when its time has come", async () => {
  let passes = 0;
  const loop = new Loop({ name: "counter", everySeconds: 0.001, pass: async () => void passes++, log });
  expect(passes).toBe(1);
  await until(() => passes >= 3);
  await loop.stop();
});

test("a pass that fails is logged, and the loop goes on", async () => {
  const lines: string[] = [];
  let passes = 0;
  const loop = new Loop({
    name: "faulty",
    everySeconds: 0.001,
    pass: async () => {
      if (++passes === 1) throw new Error("the disk is full");
    },
    log: pino({ level: "error" }, { write: (line: string) => lines.push(line) }),
  });
  await until(() => passes >= 2);
  await loop.stop();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ service: "faulty", err: { message: "the disk is full" } });
});

test("passes never overlap; waking during one has another follow it, however often it was woken", async () => {
  const gate = gated();
  const loop = new Loop({ name: "slow", everySeconds: 3600, pass: gate.pass, log });
  loop.wake();
  loop.wake();
  loop.wake();
  expect(gate.started).toBe(1);
  gate.letGo();
  await until(() => gate.started === 2);
  gate.letGo();
  await until(() => gate.running === 0);
  await turn();
  expect([gate.started, gate.most]).toEqual([2, 1]);
  loop.wake();
  expect(gate.started).toBe(3);
  gate.letGo();
  await loop.stop();
});

test("stopping waits for the pass that runs, tells it so, and lets none follow", async () => {
  const gate = gated();
  let wasAborted = false;
  const loop = new Loop({
    name: "slow",
    everySeconds: 0,
    pass: async (signal) => {
      await gate.pass();
      wasAborted = signal.aborted;
    },
    log,
  });
  let stopped = false;
  const stopping = loop.stop().then(() => {
    stopped = true;
  });
  await turn();
  expect(stopped).toBe(false);
  gate.letGo();
  await stopping;
  loop.wake();
  await turn();
  expect([gate.started, gate.running, wasAborted]).toEqual([1, 0, true]);
});
