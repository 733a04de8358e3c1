// `npm test`: everything that must hold before a change is kept. Its last line is `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, run } from "./prepare.mjs";

const CHECKS = [
  ["types of the tests", "tsc", ["-p", "tsconfig.test.json"]],
  ["lint", "npm", ["run", "--silent", "lint"]],
  ["format", "biome", ["format", "."]],
];

prepare();
const failures = CHECKS.filter(([name, program, args]) => {
  console.log(`\n— ${name}`);
  return !run(program, args);
}).map(([name]) => name);

console.log("\n— tests");
const { passed, failed } = runTests(process.argv.slice(2));
failures.push(...failed);

if (failures.length > 0) console.log(`\nFailed:\n${failures.map((name) => `  ${name}`).join("\n")}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** Runs the tests: how many passed, and the names of those that did not. */
function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), "prefect-ts-tests-"));
  const report = join(folder, "report.json");
  try {
    const ok = run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args]);
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
    const failed = testResults.flatMap(failedIn);
    // An error outside every test fails the run and no test.
    return { passed: numPassedTests, failed: ok || failed.length > 0 ? failed : ["an error outside the tests"] };
  } catch (error) {
    return { passed: 0, failed: [`the tests did not run: ${error.message}`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The names of a file's failed tests, or the file's where it failed as a whole. */
function failedIn({ name, status, assertionResults }) {
  const tests = assertionResults.filter((test) => test.status === "failed").map((test) => `${name}: ${test.fullName}`);
  return tests.length === 0 && status === "failed" ? [name] : tests;
}
