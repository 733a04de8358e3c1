import type { CallWebhook } from "@prefect-ts/schemas/action";
import { ActionFailedError, type Performer } from "./performer.ts";

export const callWebhook: Performer<CallWebhook> = async () => {
  throw new ActionFailedError("not there yet");
};
