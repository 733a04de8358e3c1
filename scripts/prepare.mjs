// Plain JavaScript without dependencies, for any Node from 20 on: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const installStamp = join(modules, ".prefect-ts-stamp");
const buildStamp = join(modules, ".prefect-ts-built");

/** Installs and builds what is missing or out of date; costs milliseconds when nothing is. */
export function prepare() {
  // First, so that every tool from here on runs under the Node that the lock file pins.
  process.env.PATH = join(modules, ".bin") + delimiter + process.env.PATH;
  install();
  build();
}

/** Runs a program in the repository, its output shown. Whether it succeeded. */
export function run(program, args) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) console.error(`Cannot run ${program}: ${error.message}.`);
  return status === 0;
}

function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (read(installStamp) === wanted) return;
  console.error("Installing dependencies (once, about a minute) …");
  if (!run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"])) {
    fail("The dependencies could not be installed: see above, then try again.");
  }
  writeFileSync(installStamp, wanted);
}

function build() {
  const sources = sourceState();
  if (sources.built && read(buildStamp) === sources.state) return;
  console.error("Building …");
  if (!run("npm", ["run", "--silent", "build"])) fail("The build failed: see above.");
  writeFileSync(buildStamp, sources.state);
}

/** How many sources there are and when the newest was written: what a build depends on, cheap to find out. */
function sourceState() {
  let count = 0;
  let newest = statSync(join(root, "package-lock.json")).mtimeMs;
  let built = existsSync(join(root, "packages", "cli", "bundle"));
  const packages = join(root, "packages");
  for (const name of readdirSync(packages)) {
    const source = join(packages, name, "src");
    if (!existsSync(source)) continue;
    built &&= existsSync(join(packages, name, "dist"));
    for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      count += 1;
      newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
    }
  }
  return { state: `${count} ${newest}`, built };
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
