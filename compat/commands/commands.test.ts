import { readFileSync } from "node:fs";
import { testServer } from "@prefect-ts/testing/server";
import { expect, test } from "vitest";
import { findPython } from "../harness/python.ts";
import { perform } from "./perform.ts";
import { writeTranscript } from "./transcript.ts";

const LIMIT = 240_000;

const python = await findPython();

test.skipIf("missing" in python)(
  "every command of the official client prints and ends as it does against the reference",
  async () => {
    const venv = "missing" in python ? "" : python.venv;
    const [source, target] = [await testServer(), await testServer()];
    try {
      const recorded = readFileSync(new URL("recorded.txt", import.meta.url), "utf8");
      expect(writeTranscript(await perform(source.url, target.url, venv))).toBe(recorded);
    } finally {
      await Promise.all([source.close(), target.close()]);
    }
  },
  LIMIT,
);
