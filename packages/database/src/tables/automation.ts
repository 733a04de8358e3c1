import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";
import type { Json } from "../values.ts";
import type { JsonColumn } from "./columns.ts";

export interface AutomationTable {
  name: string;
  description: string;
  enabled: Generated<boolean>;
  trigger: JsonColumn<unknown>;
  actions: JsonColumn<unknown[]>;
  actions_on_trigger: JsonColumn<unknown[], Json | undefined>;
  actions_on_resolve: JsonColumn<unknown[], Json | undefined>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  tags: JsonColumn<string[], Json | undefined>;
}

export interface AutomationBucketTable {
  automation_id: string;
  trigger_id: string;
  bucketing_key: JsonColumn<string[]>;
  last_event: JsonColumn<unknown, Json | null | undefined>;
  start: Timestamp;
  end: Timestamp;
  count: number;
  last_operation: Generated<string | null>;
  triggered_at: Generated<Timestamp | null>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface AutomationEventFollowerTable {
  leader_event_id: string;
  follower_event_id: string;
  received: Timestamp;
  follower: JsonColumn<unknown>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  scope: string;
}

export interface AutomationRelatedResourceTable {
  automation_id: string;
  resource_id: Generated<string | null>;
  automation_owned_by_resource: Generated<boolean>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}

export interface CompositeTriggerChildFiringTable {
  automation_id: string;
  parent_trigger_id: string;
  child_trigger_id: string;
  child_firing_id: string;
  child_fired_at: Generated<Timestamp | null>;
  child_firing: JsonColumn<unknown>;
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
}
