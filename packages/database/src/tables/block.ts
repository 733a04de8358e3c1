import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn, JsonObject } from "./columns.ts";

export interface BlockDocumentTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  data: JsonColumn<unknown, Json | undefined>;
  block_schema_id: string;
  block_type_id: string;
  is_anonymous: Generated<boolean>;
  block_type_name: Generated<string | null>;
}

export interface BlockDocumentReferenceTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  parent_block_document_id: string;
  reference_block_document_id: string;
}

export interface BlockSchemaTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  fields: JsonColumn<JsonObject, Json | undefined>;
  block_type_id: string;
  checksum: string;
  capabilities: JsonColumn<string[], Json | undefined>;
  version: Generated<string>;
}

export interface BlockSchemaReferenceTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  parent_block_schema_id: string;
  reference_block_schema_id: string;
}

export interface BlockTypeTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  logo_url: Generated<string | null>;
  documentation_url: Generated<string | null>;
  description: Generated<string | null>;
  code_example: Generated<string | null>;
  is_protected: Generated<boolean>;
  slug: string;
}
