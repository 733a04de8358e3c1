import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/** Bounds for what hangs (milliseconds), wide enough for a busy machine. */
const common = { testTimeout: 180_000, hookTimeout: 180_000 };

/** Files at once: tests wait more than they compute, and share one PostgreSQL server. */
const maxWorkers = Math.min(availableParallelism(), 4);

/** What uses the database through its one door is tested on both dialects. */
const onBothDialects = [
  "packages/server/src/**/*.test.ts",
  "packages/database/src/filters/*.test.ts",
  "compat/requests/*.test.ts",
];

/** What needs a PostgreSQL server. */
const onPostgresql = ["packages/database/src/dialects/postgresql/*.test.ts", "packages/database/src/care/**/*.test.ts"];

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    maxWorkers,
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: "sqlite",
          include: ["packages/*/src/**/*.test.ts", "compat/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...onPostgresql],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "postgresql",
          include: [...onBothDialects, ...onPostgresql],
          env: { PREFECT_TEST_DIALECT: "postgresql" },
          globalSetup: "packages/testing/src/postgresql/global-setup.ts",
        },
      },
    ],
  },
});
