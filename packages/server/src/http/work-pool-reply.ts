import type { IncomingHttpHeaders } from "node:http";
import type { WorkPoolResponse } from "@prefect-ts/schemas/work-pool";
import { knowsResultStorageBlocks } from "../orchestration/client-versions.ts";
import { requesterOf } from "./requester.ts";

/** A pool without the field that the Python client up to 3.3.7 stumbles over, where such a client asks. */
export function forClient(pool: WorkPoolResponse, headers: IncomingHttpHeaders): unknown {
  if (knowsResultStorageBlocks(requesterOf(headers))) return pool;
  const { default_result_storage_block_id: _, ...storage_configuration } = pool.storage_configuration;
  return { ...pool, storage_configuration };
}
