import { DatabaseOpenError } from "./errors.ts";

/** Where the database is: `sqlite+aiosqlite://…` or `postgresql+asyncpg://…`, and their spellings without the driver. */
export type ConnectionUrl =
  | { dialect: "sqlite"; file: string | null; printable: string }
  | { dialect: "postgresql"; url: URL; printable: string };

const driverOf = {
  "sqlite+aiosqlite": "sqlite",
  sqlite: "sqlite",
  "postgresql+asyncpg": "postgresql",
  postgresql: "postgresql",
  postgres: "postgresql",
} as const;
type Scheme = keyof typeof driverOf;
const isScheme = (text: string): text is Scheme => Object.hasOwn(driverOf, text);

/** The path stands in the URL as it is, without escapes. `file` is null for a database that lives in memory only. Throws {@link DatabaseOpenError} for anything else. */
export function parseConnectionUrl(text: string): ConnectionUrl {
  const match = /^([a-z0-9+]+):\/\/(.*)$/is.exec(text);
  const scheme = match?.[1]?.toLowerCase() ?? "";
  if (!match || !isScheme(scheme)) {
    throw new DatabaseOpenError(
      `The database URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://; set PREFECT_SERVER_DATABASE_CONNECTION_URL, e.g. to sqlite+aiosqlite:////full/path/to/prefect.db`,
    );
  }
  return driverOf[scheme] === "sqlite" ? parseSqlite(text, match[2] ?? "") : parsePostgresql(match[2] ?? "");
}

function parseSqlite(text: string, rest: string): ConnectionUrl {
  if (!rest.startsWith("/") && rest !== "") {
    throw new DatabaseOpenError(
      `A SQLite URL has three slashes before a relative path and four before an absolute one: ${text}`,
    );
  }
  const [path = "", query = ""] = rest.slice(1).split(/\?(.*)/s);
  const inMemory =
    path === "" || path === ":memory:" || path.startsWith("file::memory:") || /(^|&)mode=memory(&|$)/.test(query);
  if (inMemory) return { dialect: "sqlite", file: null, printable: text };
  return { dialect: "sqlite", file: path.replace(/^file:/, ""), printable: text };
}

function parsePostgresql(rest: string): ConnectionUrl {
  const url = URL.canParse(`postgresql://${rest}`) ? new URL(`postgresql://${rest}`) : undefined;
  if (!url)
    throw new DatabaseOpenError("The PostgreSQL URL must read postgresql+asyncpg://user:password@host:port/database");
  const shown = new URL(url);
  if (shown.password) shown.password = "***";
  return { dialect: "postgresql", url, printable: shown.href.replace("postgresql:", "postgresql+asyncpg:") };
}
