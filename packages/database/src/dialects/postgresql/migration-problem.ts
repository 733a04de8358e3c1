import { DatabaseError } from "pg";
import { translateError } from "./errors.ts";

/** PostgreSQL's error in words, with what to do where that is known. */
export function migrationProblem(error: unknown): string {
  if (error instanceof DatabaseError) {
    const { code, message } = error;
    const aboutTrigrams = /pg_trgm|gin_trgm_ops/.test(message);
    if (aboutTrigrams && code === "42501") {
      return `the extension pg_trgm is missing, and this user may not create it: have an administrator run \`CREATE EXTENSION pg_trgm;\` in this database, then try again`;
    }
    if (aboutTrigrams && code === "42704") {
      return "the extension pg_trgm is in a schema that is not searched: add that schema to the search path";
    }
    if (aboutTrigrams)
      return `the extension pg_trgm is not installed (${message}): install PostgreSQL's contrib modules`;
    if (code === "42501") return `${message}: grant it to this user, or name another user in the URL`;
  }
  const translated = translateError(error);
  return translated instanceof Error ? translated.message : String(translated);
}
