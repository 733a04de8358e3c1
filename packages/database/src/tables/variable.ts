import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn } from "./columns.ts";

export interface VariableTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  tags: JsonColumn<string[], Json | undefined>;
  value: JsonColumn<unknown, Json | null | undefined>;
}
