import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MigrationError } from "../errors.ts";
import { type Dialect, folderOf, readChain } from "./chain.ts";
import type { SchemaDifference } from "./target.ts";

const dialects: readonly Dialect[] = ["sqlite", "postgresql"];

interface NewRevision {
  /** What it does, in a few words. */
  readonly message: string;
  /** What fills the file of a dialect. */
  readonly differences?: Partial<Record<Dialect, SchemaDifference>>;
  /** Where the migrations of a dialect are; this package's own by default. */
  readonly folder?: (dialect: Dialect) => string;
}

/**
 * Writes the files of a new revision, one a dialect, each after the head of its chain, and gives their paths.
 * Throws {@link MigrationError} in an installed package, whose files are not to be changed.
 */
export function createRevision({ message, differences = {}, folder = folderOf }: NewRevision): string[] {
  const slug = slugOf(message);
  const files = dialects.map((dialect) => {
    const path = folder(dialect);
    refuseInstalled(path);
    const place = String(readChain(path).length + 1).padStart(2, "0");
    const name = `${place}_${randomBytes(6).toString("hex")}_${slug}.sql`;
    return { path: join(path, name), content: contentOf(message, differences[dialect]) };
  });
  for (const { path, content } of files) writeFileSync(path, content, { flag: "wx" });
  return files.map(({ path }) => path);
}

/** Throws {@link MigrationError} where new revisions cannot be written. */
export function refuseInstalled(folder: string = folderOf("sqlite")): void {
  if (!folder.includes("node_modules")) return;
  throw new MigrationError(
    `New revisions are written in a checkout of prefect-ts, and ${folder} is of an installed package: run this command there`,
  );
}

function slugOf(message: string): string {
  const slug = message
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
    .slice(0, 50);
  if (slug === "") throw new MigrationError("Say what the revision does, in words: -m 'index logs by level'");
  return slug;
}

function contentOf(message: string, { upgrade, downgrade }: SchemaDifference = { upgrade: "", downgrade: "" }): string {
  const section = (name: string, sql: string) => `-- ${name}\n${sql === "" ? "" : `${sql}\n`}`;
  return `-- ${message.replaceAll(/\s+/g, " ")}\n${section("upgrade", upgrade)}\n${section("downgrade", downgrade)}`;
}
