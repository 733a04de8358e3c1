import { headOf, readScript } from "../../migrator/chain.ts";

/** The schema at head, for an empty database. */
export const schemaScript = (): string =>
  `${readScript("sqlite", "head")}${readScript("sqlite", "own-tables")}INSERT INTO alembic_version VALUES ('${headOf("sqlite").id}');`;
