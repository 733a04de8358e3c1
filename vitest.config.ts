import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "compat/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
