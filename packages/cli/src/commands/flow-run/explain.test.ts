import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandLine } from "../../testing/command-line.ts";
import { serve, unusedUrl } from "../../testing/http-server.ts";

let cli: CommandLine;

beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli[Symbol.dispose]());

const id = "01a1fe18-a36f-75cf-bb4a-da76b6423f83";
const explanation = {
  flow_run_id: id,
  name: "brave-otter",
  state_type: "SCHEDULED",
  state_name: "Late",
  is_waiting: true,
  summary: "The work pool p is paused.",
  reasons: [
    {
      code: "work_pool_paused",
      message: "The work pool p is paused.",
      action: "Resume it: prefect work-pool resume 'p'",
      at: null,
      resource: { kind: "work-pool", id, name: "p" },
      held_by: [],
    },
    {
      code: "late",
      message: "It should have started.",
      action: "See above.",
      at: "2026-01-31T08:05:00Z",
      resource: null,
      held_by: [],
    },
  ],
};

async function ask(body: unknown, options = "", status = 200) {
  await using server = await serve({ [`/api/flow_runs/${id}/explain`]: { status, body } });
  return await cli.run(`flow-run explain ${id}${options}`, { env: { PREFECT_API_URL: `${server.url}/api` } });
}

test("the reasons are told in order, each with what to do", async () => {
  expect((await ask(explanation)).stdout).toBe(`brave-otter is Late.
1. The work pool p is paused.
   Resume it: prefect work-pool resume 'p'
2. It should have started.
   See above.
`);
  expect(JSON.parse((await ask(explanation, " -o json")).stdout)).toEqual(explanation);
});

test("a run that waits for nothing is told in a line", async () => {
  const done = { ...explanation, state_name: "Completed", is_waiting: false, summary: "It has ended.", reasons: [] };
  expect((await ask(done)).stdout).toBe("brave-otter is Completed.\nIt has ended.\n");
});

test.each([
  [404, { detail: "Flow run not found" }, `Flow run '${id}' not found!`],
  [404, { detail: "Not Found" }, "This server cannot explain runs: it is not prefect-ts."],
  [200, { unexpected: true }, "is not what was expected"],
  [401, { exception_message: "Unauthorized" }, "The server answered 401"],
])("an answer of %i %j fails in a line", async (status, body, message) => {
  const result = await ask(body, "", status);
  expect(result).toMatchObject({ exitCode: 1, stdout: "" });
  expect(result.stderr).toContain(message);
  expect(result.stderr.trimEnd()).not.toContain("\n");
});

test("without a server, or an ID, there is one line that says so", async () => {
  const env = { PREFECT_API_URL: `${await unusedUrl()}/api` };
  expect((await cli.run(`flow-run explain ${id}`, { env })).stderr).toMatch(
    /^No server answers at http:\S+: All connection attempts failed\.\n$/,
  );
  expect((await cli.run(`flow-run explain ${id}`)).stderr).toMatch(/^No API URL configured\./);
  expect((await cli.run("flow-run explain brave-otter", { env })).stderr).toBe(
    "'brave-otter' is not the ID of a flow run.\n",
  );
});
