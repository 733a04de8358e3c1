import { expect, test } from "vitest";
import { together } from "./together.ts";

test("queries become one, with the parameters of all in their order", () => {
  const run = { sql: "insert into run values ($1, $2)", parameters: ["run", "state"] };
  const state = { sql: "insert into state values ($2, $1)", parameters: ["run", "state"] };
  expect(together([run, state])).toEqual({
    sql: "with part_0 as (insert into run values ($1, $2)) insert into state values ($4, $3)",
    parameters: ["run", "state", "run", "state"],
  });
  expect(together([run])).toBe(run);
});
