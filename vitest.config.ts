import { configDefaults, defineConfig } from "vitest/config";

const common = { testTimeout: 60_000, hookTimeout: 120_000 };

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
