import { expect, test } from "vitest";
import { parseConnectionUrl } from "./connection-url.ts";
import { DatabaseOpenError } from "./errors.ts";

test.each([
  ["sqlite+aiosqlite:////home/me/.prefect/prefect.db", "/home/me/.prefect/prefect.db"],
  ["sqlite:////home/me/prefect.db", "/home/me/prefect.db"],
  ["SQLITE+AIOSQLITE:///prefect.db", "prefect.db"],
  ["sqlite+aiosqlite:///./here/prefect.db", "./here/prefect.db"],
  ["sqlite+aiosqlite:////a%20b/prefect.db", "/a%20b/prefect.db"],
  ["sqlite+aiosqlite:////a b/ä.db", "/a b/ä.db"],
  ["sqlite+aiosqlite:////a/100%.db", "/a/100%.db"],
  ["sqlite+aiosqlite:////a/prefect.db?timeout=5", "/a/prefect.db"],
  ["sqlite+aiosqlite:////a/prefect.db?", "/a/prefect.db"],
  ["sqlite+aiosqlite:///file:/a/prefect.db?uri=true", "/a/prefect.db"],
])("%s is the file %s", (url, file) => {
  expect(parseConnectionUrl(url)).toEqual({ dialect: "sqlite", file, printable: url });
});

test.each([
  "sqlite+aiosqlite:///:memory:",
  "sqlite:///:memory:",
  "sqlite://",
  "sqlite+aiosqlite://",
  "sqlite+aiosqlite:///",
  "sqlite+aiosqlite:///file::memory:?cache=shared&uri=true",
  "sqlite+aiosqlite:///file:name?mode=memory&uri=true",
])("%s lives in memory", (url) => {
  expect(parseConnectionUrl(url)).toMatchObject({ dialect: "sqlite", file: null });
});

test.each([
  "postgresql+asyncpg://me:secret@db.example:5432/prefect",
  "postgresql://me:secret@db.example:5432/prefect",
  "postgres://me:secret@db.example:5432/prefect",
])("%s is PostgreSQL, and never shows its password", (url) => {
  const parsed = parseConnectionUrl(url);
  expect(parsed).toMatchObject({
    dialect: "postgresql",
    printable: "postgresql+asyncpg://me:***@db.example:5432/prefect",
  });
});

test.each([
  "",
  "prefect.db",
  "/a/prefect.db",
  "mysql://u:hidden@h/d",
  "sqlite:/a.db",
  "sqlite+aiosqlite://a.db",
  "postgresql://[",
])("%j is refused in one line that says what to write", (url) => {
  expect(() => parseConnectionUrl(url)).toThrow(DatabaseOpenError);
  expect(() => parseConnectionUrl(url)).toThrow(
    /^(?!.*hidden)[^\n]*(sqlite\+aiosqlite:\/\/|three slashes|postgresql\+asyncpg:\/\/)[^\n]*$/,
  );
});
