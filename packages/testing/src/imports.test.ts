import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const packages = join(import.meta.dirname, "..", "..");

/** What each package may import; a test may use `testing` as well. */
const allowed: Record<string, readonly string[]> = {
  schemas: [],
  settings: ["schemas"],
  database: ["schemas", "settings"],
  server: ["schemas", "settings", "database"],
  testing: ["schemas", "settings", "database", "server"],
  cli: ["schemas", "settings", "database", "server"],
};

const sources = (name: string) =>
  readdirSync(join(packages, name, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );

test.each(Object.entries(allowed))("%s imports only what is below it", (name, below) => {
  const wrong = sources(name).flatMap((file) => {
    const text = readFileSync(join(packages, name, "src", file), "utf8");
    const imported = [...text.matchAll(/from "@prefect-ts\/([a-z]+)\//g)].map((match) => match[1] ?? "");
    const may = [...below, name, ...(file.endsWith(".test.ts") ? ["testing"] : [])];
    return imported.filter((other) => !may.includes(other)).map((other) => `${file} imports ${other}`);
  });
  expect(wrong).toEqual([]);
});

test("every package is looked at", () => {
  expect(readdirSync(packages).toSorted()).toEqual(Object.keys(allowed).toSorted());
});
