import type { Settings } from "@prefect-ts/settings/settings";
import type { Progress } from "./migrator/migrate.ts";

/** How a database is opened. Times are seconds; what is left out has its default. */
export interface OpenOptions {
  /** How long a statement runs, or waits for a lock; on SQLite, how long a write waits for another process. */
  busyTimeoutSeconds?: number;
  connectTimeoutSeconds?: number;
  /** Connections that read, and those that write. */
  readers?: number;
  writers?: number;
  /** How long a connection is kept, and how long a write waits for one. */
  recycleSeconds?: number;
  poolTimeoutSeconds?: number;
  /** By default `prefect`. */
  applicationName?: string;
  /** The schema that the tables are in. */
  searchPath?: string;
  /** Whether statements are prepared on the server: not through a pooler that works by transaction. */
  keepsStatements?: boolean;
  tls?: TlsFiles;
  /** Whether an older schema, or none, is taken to head, as it is by default; else it is refused. */
  migrate?: boolean;
  /** Is called before each step of a migration. */
  onMigration?: (progress: Progress) => void;
  /** How long a statement of a migration runs on PostgreSQL; by default as long as it takes. */
  migrationTimeoutSeconds?: number;
}

/** Certificates to connect with; each server is checked against them. */
export interface TlsFiles {
  caFile: string | null;
  certFile: string | null;
  keyFile: string | null;
  checkHostname: boolean;
}

const given = <Key extends string, Value>(key: Key, value: Value | null): { [K in Key]?: Value } =>
  value === null ? {} : ({ [key]: value } as { [K in Key]?: Value });

/** As the settings of the server's database say. */
export function openOptions(settings: Settings): OpenOptions {
  const tlsEnabled = settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_ENABLED");
  return {
    ...given("busyTimeoutSeconds", settings.get("PREFECT_SERVER_DATABASE_TIMEOUT")),
    ...given("connectTimeoutSeconds", settings.get("PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT")),
    migrate: settings.get("PREFECT_SERVER_DATABASE_MIGRATE_ON_START"),
    readers: settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE"),
    writers: settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_MAX_OVERFLOW"),
    recycleSeconds: settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_RECYCLE"),
    ...given("poolTimeoutSeconds", settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_TIMEOUT")),
    ...given("migrationTimeoutSeconds", settings.get("PREFECT_SERVER_DATABASE_MIGRATION_TIMEOUT")),
    ...given("applicationName", settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_APPLICATION_NAME")),
    ...given("searchPath", settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_SEARCH_PATH")),
    keepsStatements: settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_STATEMENT_CACHE_SIZE") !== 0,
    ...(tlsEnabled && {
      tls: {
        caFile: settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_CA_FILE"),
        certFile: settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_CERT_FILE"),
        keyFile: settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_KEY_FILE"),
        checkHostname: settings.get("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_CHECK_HOSTNAME"),
      },
    }),
  };
}
