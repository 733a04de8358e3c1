import type { SendNotification } from "@prefect-ts/schemas/action";
import { OutboundError, type OutboundRequest } from "../../outbound/request.ts";
import { loadBlock } from "./load-block.ts";
import { InvalidBlockError } from "./notifications/block-data.ts";
import { notificationBlocks } from "./notifications/index.ts";
import { outboundOptions } from "./outbound-options.ts";
import { ActionFailedError, type ActionRun, type Performer } from "./performer.ts";
import { renderAll } from "./templates/render.ts";

const redirects = 5;

function fail({ result }: ActionRun, problems: readonly string[]): never {
  result.details["notification_log"] = problems.join("\n");
  throw new ActionFailedError("Notification failed");
}

/** Sends a message through a notification block: to all whom it names, even where one cannot be reached. */
export const sendNotification: Performer<SendNotification> = async (action, run) => {
  const { context } = run;
  const block = await loadBlock(run, action.block_document_id);
  if (!block.block_schema?.capabilities.includes("notify")) {
    throw new ActionFailedError("The referenced block was not a notification block");
  }
  const requestsOf = notificationBlocks.get(block.block_type?.slug ?? "");
  if (!requestsOf) {
    throw new ActionFailedError("The notification block was invalid: this server cannot send blocks of its type");
  }
  const [subject = "", body = ""] = await renderAll(run, [action.subject, action.body]);
  const options = { ...outboundOptions(context, block), redirects };
  let requests: OutboundRequest[];
  try {
    requests = requestsOf(block.data, { subject, body });
  } catch (error) {
    if (!(error instanceof InvalidBlockError)) throw error;
    throw new ActionFailedError(`The notification block was invalid: ${error.message}`);
  }
  const problems: string[] = [];
  for (const request of requests) {
    try {
      const { status } = await context.outbound.send(request, options);
      if (status >= 300) problems.push(`the notification was answered with status ${status}`);
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) fail(run, problems);
  return async () => {};
};
