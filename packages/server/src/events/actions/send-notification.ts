import type { SendNotification } from "@prefect-ts/schemas/action";
import { ActionFailedError, type Performer } from "./performer.ts";

export const sendNotification: Performer<SendNotification> = async () => {
  throw new ActionFailedError("not there yet");
};
