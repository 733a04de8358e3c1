import {
  aliased,
  boolean,
  derivedSecret,
  integer,
  optionalChoice,
  optionalInteger,
  optionalNumber,
  optionalString,
  secret,
} from "../fields.ts";
import { section } from "../section.ts";

export const serverDatabaseSqlalchemyConnectArgsSettings = section("server.database.sqlalchemy.connect_args", {
  application_name: optionalString(),
  search_path: optionalString(),
  statement_cache_size: optionalInteger(),
  prepared_statement_cache_size: optionalInteger(),
});

export const serverDatabaseSqlalchemyConnectArgsTlsSettings = section("server.database.sqlalchemy.connect_args.tls", {
  enabled: boolean(false),
  ca_file: optionalString(),
  cert_file: optionalString(),
  key_file: optionalString(),
  check_hostname: boolean(true),
});

export const serverDatabaseSqlalchemySettings = section("server.database.sqlalchemy", {
  pool_size: aliased(integer(5), "PREFECT_SQLALCHEMY_POOL_SIZE"),
  pool_recycle: integer(3600),
  pool_timeout: optionalNumber(30),
  max_overflow: aliased(integer(10), "PREFECT_SQLALCHEMY_MAX_OVERFLOW"),
});

export const serverDatabaseSettings = section("server.database", {
  connection_url: aliased(derivedSecret(), "PREFECT_API_DATABASE_CONNECTION_URL"),
  driver: aliased(optionalChoice(["postgresql+asyncpg", "sqlite+aiosqlite"]), "PREFECT_API_DATABASE_DRIVER"),
  host: aliased(optionalString(), "PREFECT_API_DATABASE_HOST"),
  port: aliased(optionalInteger(), "PREFECT_API_DATABASE_PORT"),
  user: aliased(optionalString(), "PREFECT_API_DATABASE_USER"),
  name: aliased(optionalString(), "PREFECT_API_DATABASE_NAME"),
  password: aliased(secret(), "PREFECT_API_DATABASE_PASSWORD"),
  echo: aliased(boolean(false), "PREFECT_API_DATABASE_ECHO"),
  migrate_on_start: aliased(boolean(true), "PREFECT_API_DATABASE_MIGRATE_ON_START"),
  timeout: aliased(optionalNumber(10), "PREFECT_API_DATABASE_TIMEOUT"),
  connection_timeout: aliased(optionalNumber(5), "PREFECT_API_DATABASE_CONNECTION_TIMEOUT"),
  migration_timeout: optionalNumber(null, { gt: 0 }),
});
