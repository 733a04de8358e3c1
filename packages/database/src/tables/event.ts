import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn, JsonObject } from "./columns.ts";

export interface EventsTable {
  occurred: Timestamp;
  event: string;
  resource_id: string;
  resource: JsonColumn<Record<string, string>>;
  related_resource_ids: JsonColumn<string[], Json | undefined>;
  related: JsonColumn<Record<string, string>[], Json | undefined>;
  payload: JsonColumn<JsonObject>;
  received: Timestamp;
  recorded: Timestamp;
  follows: Generated<string | null>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface EventResourcesTable {
  occurred: Timestamp;
  resource_id: string;
  resource_role: string;
  resource: JsonColumn<Record<string, string>>;
  event_id: string;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}
