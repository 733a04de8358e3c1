import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn } from "./columns.ts";

export interface ArtifactTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  key: Generated<string | null>;
  type: Generated<string | null>;
  data: JsonColumn<unknown, Json | null | undefined>;
  metadata_: JsonColumn<Record<string, string> | null, Json | null | undefined>;
  task_run_id: Generated<string | null>;
  flow_run_id: Generated<string | null>;
  description: Generated<string | null>;
}

export interface ArtifactCollectionTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  key: string;
  latest_id: string;
  task_run_id: Generated<string | null>;
  flow_run_id: Generated<string | null>;
  type: Generated<string | null>;
  data: JsonColumn<unknown, Json | null | undefined>;
  description: Generated<string | null>;
  metadata_: JsonColumn<Record<string, string> | null, Json | null | undefined>;
}
