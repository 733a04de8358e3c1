import type { BlockDocument } from "@prefect-ts/schemas/block-document";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../../ids.ts";
import { readBlockDocument } from "../../models/block-documents.ts";
import { ActionFailedError, type ActionRun } from "./performer.ts";

/**
 * A block with its secrets; the events about the action name it, and one tells that it was loaded. Throws
 * ActionFailedError where there is no such block, in the reference's words, without a status of its own.
 */
export async function loadBlock({ context, triggered, result }: ActionRun, id: string): Promise<BlockDocument> {
  const document = await context.read((session) => readBlockDocument(session, id, true));
  if (!document) throw new ActionFailedError(`Unexpected status from '${triggered.action.type}' action: 404`);
  const slug = document.block_type?.slug ?? "";
  const blockType = { "prefect.resource.id": `prefect.block-type.${slug}`, "prefect.resource.role": "block-type" };
  const resource: Record<string, string> = {
    "prefect.resource.id": `prefect.block-document.${id}`,
    ...(document.name !== null && { "prefect.resource.name": document.name }),
  };
  result.related.push({ ...resource, "prefect.resource.role": "block" }, blockType);
  const event = { id: uuid7(), occurred: Timestamp.now(), event: `prefect.block.${slug}.loaded` };
  await context.events.publish([{ ...event, resource, related: [blockType], payload: {}, follows: null }]);
  return document;
}
