/** Runs a statement within a migration; its parameters stand as `$1`, `$2`. */
export type Query = (sql: string, parameters?: unknown[]) => Promise<Record<string, unknown>[]>;
