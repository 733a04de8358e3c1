import type { Session } from "@prefect-ts/database/database";
import { Fernet, generateFernetKey } from "../blocks/fernet.ts";
import { isJsonObject } from "../blocks/json-object.ts";
import type { Tx } from "../context.ts";
import { readConfiguration, writeConfigurationOnce } from "./configuration.ts";

const configurationKey = "ENCRYPTION_KEY";

const environmentKey = () => process.env.PREFECT_SERVER_ENCRYPTION_KEY ?? process.env.ORION_ENCRYPTION_KEY;

const fernetKeyOf = (value: unknown) =>
  isJsonObject(value) && typeof value.fernet_key === "string" ? value.fernet_key : undefined;

const configuredKey = async (session: Session) => fernetKeyOf(await readConfiguration(session, configurationKey));

/** What decrypts the data of blocks; undefined in a database that never had any. */
export async function readEncryption(session: Session): Promise<Fernet | undefined> {
  const key = environmentKey() || (await configuredKey(session));
  return key ? new Fernet(key) : undefined;
}

/** What encrypts the data of blocks: by the environment's key, else by the database's, which is made at the first use. */
export async function encryption(tx: Tx): Promise<Fernet> {
  const known = await readEncryption(tx);
  if (known) return known;
  const key = await writeConfigurationOnce(tx, configurationKey, { fernet_key: generateFernetKey() });
  return new Fernet(fernetKeyOf(key) ?? "");
}
