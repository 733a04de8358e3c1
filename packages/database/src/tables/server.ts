import type { SavedSearchFilter } from "@prefect-ts/schemas/saved-search";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn } from "./columns.ts";

// What a server keeps about itself and those who use it.

export interface AlembicVersionTable {
  version_num: string;
}

export interface ConfigurationTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  key: string;
  value: JsonColumn<unknown>;
}

export interface CsrfTokenTable {
  token: string;
  client: string;
  expiration: Timestamp;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface SavedSearchTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  filters: JsonColumn<SavedSearchFilter[], Json | undefined>;
}
