import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Dialect, readChain } from "./chain.ts";
import { createRevision } from "./new-revision.ts";
import { readRevision } from "./script.ts";

let root: string;
const folder = (dialect: Dialect) => join(root, dialect);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  for (const [dialect, revisions] of [
    ["sqlite", ["01_aaaaaaaaaaaa_a"]],
    ["postgresql", ["01_bbbbbbbbbbbb_a", "02_cccccccccccc_b"]],
  ] as const) {
    mkdirSync(folder(dialect));
    for (const name of revisions) writeFileSync(join(folder(dialect), `${name}.sql`), "-- upgrade\n\n-- downgrade\n");
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a revision follows the head of each chain", () => {
  const files = createRevision({ message: "Index logs by level!", folder });
  expect(files.map((file) => basename(file))).toEqual([
    expect.stringMatching(/^02_[0-9a-f]{12}_index_logs_by_level\.sql$/),
    expect.stringMatching(/^03_[0-9a-f]{12}_index_logs_by_level\.sql$/),
  ]);
  expect(readFileSync(files[0] ?? "", "utf8")).toBe("-- Index logs by level!\n-- upgrade\n\n-- downgrade\n");
  expect(readChain(folder("sqlite")).map(({ place }) => place)).toEqual([1, 2]);
});

test("it is filled with what a dialect differs in, both ways", () => {
  const differences = { sqlite: { upgrade: "CREATE TABLE x (a);", downgrade: "DROP TABLE x;" } };
  createRevision({ message: "x", differences, folder });
  const revision = readChain(folder("sqlite")).at(-1);
  if (!revision) throw new Error("no revision was written");
  expect(readRevision(revision, "upgrade").steps).toEqual([{ sql: "CREATE TABLE x (a);" }]);
  expect(readRevision(revision, "downgrade").steps).toEqual([{ sql: "DROP TABLE x;" }]);
});

test("an installed package is left as it is", () => {
  const installed = (dialect: Dialect) => join(root, "node_modules", dialect);
  expect(() => createRevision({ message: "x", folder: installed })).toThrow("in a checkout of prefect-ts");
});

test("without words nothing is written", () => {
  expect(() => createRevision({ message: "!?", folder })).toThrow("in words");
  expect(readdirSync(folder("sqlite"))).toHaveLength(1);
});

test("a chain with a gap is refused", () => {
  writeFileSync(join(folder("sqlite"), "03_dddddddddddd_c.sql"), "");
  expect(() => readChain(folder("sqlite"))).toThrow("03_dddddddddddd_c.sql does not follow");
});
