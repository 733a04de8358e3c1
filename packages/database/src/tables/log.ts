import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Generated } from "kysely";

export interface LogTable {
  id: Generated<string>;
  created: Generated<Timestamp>;
  updated: Generated<Timestamp>;
  name: string;
  level: number;
  flow_run_id: Generated<string | null>;
  task_run_id: Generated<string | null>;
  message: string;
  timestamp: Timestamp;
}
