import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn, Labels } from "./columns.ts";

export interface FlowTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  tags: JsonColumn<string[], Json | undefined>;
  labels: JsonColumn<Labels | null, Json | null | undefined>;
}
