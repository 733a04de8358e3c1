import type { JsonObject } from "@prefect-ts/schemas/types";
import type { OutboundRequest } from "../../../outbound/request.ts";

/** What is to be said. */
export interface Message {
  subject: string;
  body: string;
}

export type Severity = "info" | "success" | "warning" | "failure";

/** The requests that send a message as a block says. Throws InvalidBlockError. */
export type NotificationBlock = (data: JsonObject, message: Message) => OutboundRequest[];

export const application = "Prefect Notifications";

/** Subject and body where a service knows only one text. */
export const combined = ({ subject, body }: Message): string => (subject === "" ? body : `${subject}\r\n${body}`);

/** A POST of JSON. */
export const postJson = (url: string, body: unknown, headers: Record<string, string> = {}): OutboundRequest => ({
  method: "POST",
  url,
  headers: { "user-agent": application, "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** The picture that stands for how serious a message is. */
export const imageUrl = (severity: Severity, size: 32 | 72 | 128 | 256): string =>
  `https://github.com/caronc/apprise/raw/master/apprise/assets/themes/default/apprise-${severity}-${size}x${size}.png`;
