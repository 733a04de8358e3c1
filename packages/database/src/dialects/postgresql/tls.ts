import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { DatabaseOpenError } from "../../errors.ts";
import type { TlsFiles } from "../../options.ts";

/** Whether to encrypt: always, never, or where the server can. */
export type Tls = { use: "always"; options: ConnectionOptions } | { use: "never" } | { use: "if offered" };

const minVersion = "TLSv1.2";

function read(file: string | null): string | undefined {
  if (file === null) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseOpenError(`The TLS file ${file} cannot be read (${reason}): name another, or make it readable`);
  }
}

const noHostCheck = { checkServerIdentity: () => undefined };

function fromFiles({ caFile, certFile, keyFile, checkHostname }: TlsFiles): ConnectionOptions {
  const [ca, cert, key] = [read(caFile), certFile && keyFile ? read(certFile) : undefined, read(keyFile)];
  return { minVersion, ...(ca && { ca }), ...(cert && { cert, key }), ...(!checkHostname && noHostCheck) };
}

/** What the values of libpq's `sslmode` ask for. */
const modes: Record<string, (files: ConnectionOptions) => Tls> = {
  disable: () => ({ use: "never" }),
  allow: () => ({ use: "if offered" }),
  prefer: () => ({ use: "if offered" }),
  require: (files) => ({
    use: "always",
    options: { minVersion, ...files, rejectUnauthorized: files.ca !== undefined, ...noHostCheck },
  }),
  "verify-ca": (files) => ({ use: "always", options: { minVersion, ...files, ...noHostCheck } }),
  "verify-full": (files) => ({ use: "always", options: { minVersion, ...files } }),
};

/** As the URL's `sslmode` (or `ssl`) and the settings say; without either, as libpq does, where the server can. */
export function tlsOf(url: URL, files: TlsFiles | undefined): Tls {
  if (files) return { use: "always", options: fromFiles(files) };
  const query = url.searchParams;
  const mode = query.get("sslmode") ?? query.get("ssl") ?? "prefer";
  const known = modes[mode === "true" ? "verify-full" : mode];
  if (!known) throw new DatabaseOpenError(`sslmode=${mode} is not known: use one of ${Object.keys(modes).join(", ")}`);
  const named = fromFiles({
    caFile: query.get("sslrootcert"),
    certFile: query.get("sslcert"),
    keyFile: query.get("sslkey"),
    checkHostname: true,
  });
  return known(named);
}
