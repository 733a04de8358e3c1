import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { environment, run } from "./process.ts";

const REQUIREMENTS = join(import.meta.dirname, "..", "requirements.txt");
const MINUTES = 60_000;

/** A Python environment with the official client, or why there is none. */
export type Python = { venv: string } | { missing: string };

/**
 * The environment that `PREFECT_COMPAT_VENV` names, else one in the user's cache folder, made on first use with pip.
 * Where Python or a package index is missing the answer says so instead of throwing.
 */
export async function findPython(): Promise<Python> {
  const named = process.env.PREFECT_COMPAT_VENV;
  if (named !== undefined && named !== "") {
    return existsSync(pythonIn(named))
      ? { venv: named }
      : { missing: `PREFECT_COMPAT_VENV=${named} has no bin/python` };
  }
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const venv = join(cache, "prefect-ts", "compat-venv-3.8.8");
  return existsSync(join(venv, "bin", "prefect")) ? { venv } : make(venv);
}

/** The interpreter of an environment. */
export function pythonIn(venv: string): string {
  return join(venv, "bin", "python");
}

async function make(venv: string): Promise<Python> {
  await mkdir(dirname(venv), { recursive: true });
  const env = environment({});
  const created = await run(["python3", "-m", "venv", venv], env, 2 * MINUTES).catch(() => undefined);
  if (created === undefined) return { missing: "python3 is not installed" };
  if (created.exit !== 0) return failed(venv, "python3 -m venv", created.stderr || created.stdout);
  const pip = [pythonIn(venv), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS];
  const installed = await run(pip, env, 10 * MINUTES);
  return installed.exit === 0 ? { venv } : failed(venv, "pip install", installed.stderr);
}

async function failed(venv: string, what: string, output: string): Promise<Python> {
  await rm(venv, { recursive: true, force: true });
  return { missing: `${what} failed: ${output.trim().split("\n").at(-1) ?? ""}` };
}
