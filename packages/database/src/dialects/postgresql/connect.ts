import pg from "pg";
import { DatabaseOpenError } from "../../errors.ts";
import type { OpenOptions } from "../../options.ts";
import { connectionConfig } from "./connection-config.ts";
import { tlsOf } from "./tls.ts";

/** The oldest release whose features the schema and the queries use. */
const oldestVersion = 13;

export interface Connected {
  /** For further connections. */
  config: pg.ClientConfig;
  client: pg.Client;
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** The server has no TLS, or takes no connection without it. */
const asksForOther = (error: unknown) =>
  error instanceof Error && /does not support SSL|no encryption|SSL off/.test(error.message);

const loopback = /^(localhost|127\..*|::1)$/;

/** Connects as `sslmode` asks. Where it leaves that open, encrypted if the server offers it, but not within one machine. */
async function connectAsAsked(url: URL, options: OpenOptions): Promise<Connected> {
  const plain = connectionConfig(url, options);
  const tls = tlsOf(url, options.tls);
  if (tls.use === "never" || plain.host?.startsWith("/")) return { config: plain, client: await connect(plain) };
  const encrypted = { ...plain, ssl: tls.use === "always" ? tls.options : { rejectUnauthorized: false } };
  if (tls.use === "always") return { config: encrypted, client: await connect(encrypted) };
  const [first, second] = loopback.test(plain.host ?? "") ? [plain, encrypted] : [encrypted, plain];
  try {
    return { config: first, client: await connect(first) };
  } catch (error) {
    if (!asksForOther(error)) throw error;
    return { config: second, client: await connect(second) };
  }
}

/** What is wrong and what to do, by the code of the error. */
const advice: Record<string, (place: Place) => string> = {
  "3D000": ({ database }) => `there is no database ${database}: make it with \`createdb ${database}\`, or name another`,
  "28P01": ({ user }) => `the password of ${user} is wrong: correct it in the URL`,
  "28000": ({ user }) => `${user} may not connect: let it in pg_hba.conf, or name another user`,
  ECONNREFUSED: ({ host, port }) => `nothing answers at ${host}:${port}: start PostgreSQL there, or correct the URL`,
  ENOENT: ({ host, port }) => `there is no socket ${host}/.s.PGSQL.${port}: start PostgreSQL, or correct the URL`,
  ENOTFOUND: ({ host }) => `the host ${host} is not known: correct the URL`,
  EAI_AGAIN: ({ host }) => `the host ${host} is not known: correct the URL`,
};

interface Place {
  host: string;
  port: number;
  user: string;
  database: string;
}

function openError(error: unknown, printable: string, url: URL, options: OpenOptions): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseOpenError) return error;
  const { host = "", port = 5432, user = "", database = "" } = connectionConfig(url, options);
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  const code = inner instanceof Error && "code" in inner ? String(inner.code) : "";
  const reason = advice[code]?.({ host, port, user, database }) ?? `${error.message}: correct it, then try again`;
  return new DatabaseOpenError(`Cannot open ${printable}: ${reason}`, { cause: error });
}

/** Makes the first connection. Throws {@link DatabaseOpenError}, also for a release that is too old. */
export async function connectFirst(url: URL, printable: string, options: OpenOptions): Promise<Connected> {
  let connected: Connected;
  try {
    connected = await connectAsAsked(url, options);
  } catch (error) {
    throw openError(error, printable, url, options);
  }
  const { rows } = await connected.client.query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  const version = rows[0]?.version ?? "";
  if (Number.parseInt(version, 10) >= oldestVersion) return connected;
  await connected.client.end();
  throw new DatabaseOpenError(
    `Cannot open ${printable}: it is PostgreSQL ${version}, and ${oldestVersion}.0 is the oldest that can be used: upgrade it`,
  );
}
