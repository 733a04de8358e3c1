import { cp, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment } from "../harness/process.ts";
import { pythonIn } from "../harness/python.ts";
import { isObject, parseJson } from "../harness/json.ts";
import { maskText } from "../requests/mask.ts";
import { Player } from "../requests/play.ts";
import { commands, setup } from "./commands.ts";

/** A command as one types it, what it printed, and how it ended. */
export interface Performed {
  command: string;
  exit: number;
  output: string;
}

const UNQUOTED = /"([^"]*)"(?=\s|$)|(\S+)/g;
const argumentsOf = (command: string): string[] =>
  [...command.matchAll(UNQUOTED)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** Runs every command with the official client against the API at `url`; `target` is another server's, to transfer to. */
export async function perform(url: string, target: string, venv: string): Promise<Performed[]> {
  const player = new Player(url);
  for (const step of setup) {
    const answer = await player.answer(step);
    if (!answer.startsWith("2")) throw new Error(`${step.send}: ${answer}`);
  }
  const home = await realpath(await mkdtemp(join(tmpdir(), "prefect-compat-commands-")));
  try {
    await cp(join(import.meta.dirname, "workspace"), home, { recursive: true });
    await writeFile(join(home, "profiles.toml"), profiles({ source: url, target }));
    const filled = commands.map((command) => argumentsOf(player.filled(command)));
    const lines = await inPython(venv, home, JSON.stringify([url, filled]));
    return commands.map((command, place) => {
      const { exit, output } = read(lines[place]);
      const others = output
        .replaceAll(home, "<home>")
        .replaceAll(venv, "<venv>")
        .replaceAll(new URL(target).origin, "<target>");
      return { command, exit, output: sets(command, masked(maskText(others, player.masks))) };
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const profiles = (urls: Record<string, string>): string =>
  [
    'active = "source"',
    ...Object.entries(urls).map(([name, url]) => `[profiles.${name}]\nPREFECT_API_URL = "${url}"`),
  ].join("\n");

function inPython(venv: string, home: string, input: string): Promise<string[]> {
  const env = environment({
    PREFECT_HOME: home,
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    DO_NOT_TRACK: "1",
    TZ: "UTC",
    PYTHONDONTWRITEBYTECODE: "1",
  });
  const child = spawn(pythonIn(venv), [join(import.meta.dirname, "run.py")], {
    cwd: home,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(input);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (said += part));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(said.trimEnd().split("\n")));
  });
}

const sets = (command: string, output: string) =>
  /^(?:transfer|-p target) /.test(command) ? sortedRows(output) : output;

function read(line: string | undefined): { exit: number; output: string } {
  const value = line === undefined ? null : parseJson(line);
  if (!isObject(value) || typeof value.exit !== "number" || typeof value.output !== "string") {
    throw new Error(`not the outcome of a command: ${line}`);
  }
  return { exit: value.exit, output: value.output };
}

const AGO =
  /\b(?:an?|\d+|just|right|a few) ?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|now)(?: ago| from now)?\b/g;
const TRACEBACK = /Traceback \(most recent call last\):\n(?:[ \t].*\n)*/g;
const CUT_ID = /\b[0-9a-f]{8}-[0-9a-f]{1,4}[0-9a-f-]*…/g;
/** Lines that are drawn again and again while something goes on. */
const PROGRESS = /^ *[⠀-⣿] .*\n|^ *Transferring resources.*\n/gm;
/** What a block type is for, which each server says in its own words. */
const OWN_WORDS = /^(│ [a-z][a-z0-9-]* +│) .*(│ prefect block create)|^(│ Description +│) .*(│)$/gm;
const WIDTH = 160;

/** What does not depend on when it was printed, or how wide its columns had to be for it. */
function masked(output: string): string {
  return output
    .replace(OWN_WORDS, "$1$3 <own words> $2$4")
    .replace(TRACEBACK, "<traceback>\n")
    .replace(/(?:datetime\.datetime|DateTime)\([^()]*(?:\([^()]*\))?\)/g, "<time>")
    .replace(CUT_ID, "<uuid>")
    .replace(AGO, "<when>")
    .replace(PROGRESS, "")
    .replace(/[─━]+/g, "─")
    .replace(/ {2,}/g, "  ")
    .replace(/ +([│┃])/g, " $1")
    .replace(/[ \t]+$/gm, "")
    .split("\n")
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line))
    .join("\n")
    .trimEnd();
}

/** The rows of a table whose order is that of a set. */
const sortedRows = (output: string): string => {
  const lines = output.split("\n");
  const rows = lines.filter((line) => line.startsWith("│ ")).toSorted();
  return lines.map((line) => (line.startsWith("│ ") ? rows.shift() : line)).join("\n");
};
