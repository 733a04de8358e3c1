import { userInfo } from "node:os";
import type pg from "pg";
import type { OpenOptions } from "../../options.ts";
import { BatchingSocket } from "./batching-socket.ts";
import { decoderOf } from "./codec.ts";

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** A folder of sockets or a host: in the place of the host, escaped, or as `?host=`. */
function hostOf(url: URL): string {
  const named = url.searchParams.get("host") ?? decoded(url.hostname);
  return named.replace(/^\[(.*)\]$/, "$1") || "localhost";
}

/** What every connection of the server begins with. */
function sessionSettings(url: URL, options: OpenOptions): string {
  const isolation = url.searchParams.get("default_transaction_isolation") ?? "read committed";
  const values = {
    timezone: "UTC",
    datestyle: "ISO",
    intervalstyle: "postgres",
    // What compiling a query costs, a query of ours never earns back; estimates for new tables ask for it.
    jit: "off",
    default_transaction_isolation: isolation,
    ...(options.searchPath !== undefined && { search_path: options.searchPath }),
  };
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, "\\$&")}`)
    .join(" ");
}

/** How the driver connects to the database that `url` names, encryption aside. */
export function connectionConfig(url: URL, options: OpenOptions): pg.ClientConfig {
  const user = decoded(url.username) || url.searchParams.get("user") || userInfo().username;
  const password = decoded(url.password) || url.searchParams.get("password");
  return {
    host: hostOf(url),
    port: Number(url.searchParams.get("port") ?? (url.port || 5432)),
    user,
    ...(password && { password }),
    database: decoded(url.pathname.slice(1)) || user,
    application_name: options.applicationName ?? "prefect",
    connectionTimeoutMillis: (options.connectTimeoutSeconds ?? 5) * 1000,
    statement_timeout: (options.busyTimeoutSeconds ?? 10) * 1000,
    keepAlive: true,
    options: sessionSettings(url, options),
    pipeline: true,
    stream: () => new BatchingSocket(),
    types: { getTypeParser: (typeId: number) => decoderOf(typeId) },
  };
}
