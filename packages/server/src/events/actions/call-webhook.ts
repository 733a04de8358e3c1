import type { CallWebhook } from "@prefect-ts/schemas/action";
import { Type } from "typebox";
import { OutboundError } from "../../outbound/request.ts";
import { loadBlock } from "./load-block.ts";
import { blockData, InvalidBlockError } from "./notifications/block-data.ts";
import { HttpMethod } from "./notifications/custom-webhook.ts";
import { outboundOptions } from "./outbound-options.ts";
import { ActionFailedError, type Performer } from "./performer.ts";
import { renderAll } from "./templates/render.ts";

const Webhook = Type.Object({
  method: HttpMethod,
  url: Type.String(),
  headers: Type.Record(Type.String(), Type.String(), { default: {} }),
});

/** Headers of answers that are secret, or of no interest. */
const hidden =
  /^(?:authorization|traceparent|via|set-cookie|x-forwarded.*|x-b3.*|x-cloud-trace.*|x-envoy.*|x-prefect.*)$/;
const longestBody = 1000;

/** The beginning and the end of a long text. */
function shortened(text: string): string {
  const half = longestBody / 2;
  if (text.length <= longestBody) return text;
  const short = `${text.slice(0, half)}...${text.length - longestBody} additional characters...${text.slice(-half)}`;
  return short.length < text.length ? short : text;
}

/** Calls a webhook block's URL. Whatever it answers, it was called. */
export const callWebhook: Performer<CallWebhook> = async ({ block_document_id, payload }, run) => {
  const { context, result } = run;
  const block = await loadBlock(run, block_document_id);
  if (block.block_type?.slug !== "webhook") throw new ActionFailedError("The referenced block was not a webhook block");
  const [body = ""] = await renderAll(run, [payload]);
  try {
    const { method, url, headers } = blockData(Webhook, block.data);
    const answer = await context.outbound.send({ method, url, headers, body }, outboundOptions(context, block));
    const shown = Object.entries(answer.headers).filter(([name]) => !hidden.test(name));
    Object.assign(result.details, {
      status_code: answer.status,
      response_body: shortened(answer.body),
      response_headers: Object.fromEntries(shown),
    });
  } catch (error) {
    if (error instanceof InvalidBlockError)
      throw new ActionFailedError(`The webhook block was invalid: ${error.message}`);
    if (error instanceof OutboundError) throw new ActionFailedError(`Webhook call failed: ${error.message}`);
    throw error;
  }
  return async () => {};
};
