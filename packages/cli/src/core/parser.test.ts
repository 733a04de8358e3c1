import { expect, test } from "vitest";
import { defineCommand } from "./command.ts";
import { flag, toggle } from "./options.ts";
import { parse } from "./parser.ts";

const command = defineCommand({
  summary: "Starts.",
  options: {
    noServices: flag("--no-services", "Without services."),
    ui: toggle("--ui", "With the UI."),
  },
  run: async () => undefined,
});

test.each([
  [[], { noServices: false }],
  [["--no-services"], { noServices: true }],
  [["--no-ui"], { noServices: false, ui: false }],
])("the words %j give %j", (words, given) => {
  expect(parse(command, ["start"], words)).toEqual({ positional: [], given });
});
