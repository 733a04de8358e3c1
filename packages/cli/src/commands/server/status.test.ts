import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandLine } from "../../testing/command-line.ts";
import { serve, unusedUrl } from "../../testing/http-server.ts";

let cli: CommandLine;

beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli[Symbol.dispose]());

const url = `${await unusedUrl()}/api`;
const nobody = { PREFECT_API_URL: url };

test("a server that answers is available, with its version", async () => {
  await using server = await serve({ "/api/health": { body: true }, "/api/admin/version": { body: "3.8.8" } });
  const env = { PREFECT_API_URL: `${server.url}/api` };
  expect(await cli.run("server status", { env })).toEqual({
    exitCode: 0,
    stdout: `Connecting to server at ${server.url}/api...\nServer is available.\n  API URL: ${server.url}/api\n  Server version: 3.8.8\n`,
    stderr: "",
  });
  const json = await cli.run("server status --wait -o json", { env });
  expect(JSON.parse(json.stdout)).toEqual({
    status: "available",
    api_url: `${server.url}/api`,
    server_version: "3.8.8",
  });
});

test("a server that is not there is unavailable", async () => {
  const plain = await cli.run("server status", { env: nobody });
  expect(plain.exitCode).toBe(1);
  expect(plain.stderr).toBe(`Server is not available at ${url}. Error: All connection attempts failed\n`);
  const json = await cli.run("server status -o json", { env: nobody });
  expect(json.exitCode).toBe(1);
  expect(json.stderr).toBe("");
  expect(JSON.parse(json.stdout)).toEqual({
    status: "unavailable",
    api_url: url,
    error: "All connection attempts failed",
  });
});

test("waiting ends when the time is over", async () => {
  const plain = await cli.run("server status --wait -t 1", { env: nobody });
  expect(plain.stderr).toBe(`Timed out after 1 seconds waiting for server at ${url}.\n`);
  const json = await cli.run("server status --wait --timeout 1 -o json", { env: nobody });
  expect(JSON.parse(json.stdout)).toMatchObject({ status: "timed_out", timeout: 1 });
});

test("without an API URL there is no server to ask", async () => {
  expect(await cli.run("server status")).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "No API URL configured. Set PREFECT_API_URL to the address of your server.\n",
  });
});

test.each([
  ["--workers 2", "Multi-worker mode (--workers > 1) is not supported with SQLite database."],
  ["--workers 0", "Number of workers must be >= 1"],
  ["--port 65536", "Port 65536 is not between 0 and 65535: choose another with --port."],
  ["--port abc", 'Invalid value for --port: unable to convert "abc" into int.'],
  [
    "--log-level loud",
    "Invalid settings. Correct or unset:\n  PREFECT_SERVER_LOGGING_LEVEL (from overrides): Input should be 'DEBUG', 'INFO', 'WARNING', 'ERROR' or 'CRITICAL'",
  ],
])("server start %s is refused", async (words, message) => {
  expect(await cli.run(`server start ${words}`)).toEqual({ exitCode: 1, stdout: "", stderr: `${message}\n` });
});

test("server stop without a background server says so", async () => {
  expect((await cli.run("server stop")).stdout).toBe("No server running in the background.\n");
});
