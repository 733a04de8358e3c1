import { openDatabase } from "@prefect-ts/database/open";
import { dropBorrowed } from "./borrowed.ts";
import { createDatabase } from "./databases.ts";
import { findServer } from "./server.ts";

/** Gives the tests a server, and a database at head to copy; what they are is in the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await findServer();
  const template = await createDatabase(server.url);
  await (await openDatabase(template.url)).close();
  process.env["PREFECT_TEST_SERVER"] = server.url;
  process.env["PREFECT_TEST_TEMPLATE"] = template.url;
  return async () => {
    await dropBorrowed(server.url, template.url);
    await server.stop();
  };
}
