import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn } from "./columns.ts";

export interface ConcurrencyLimitTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  tag: string;
  concurrency_limit: number;
  active_slots: JsonColumn<unknown, Json | undefined>;
}

export interface ConcurrencyLimitV2Table {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  active: boolean;
  name: string;
  limit: number;
  active_slots: number;
  denied_slots: number;
  slot_decay_per_second: number;
  avg_slot_occupancy_seconds: number;
}
