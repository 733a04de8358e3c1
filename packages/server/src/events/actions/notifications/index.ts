import { opsgenie, pagerDuty } from "./alerts.ts";
import { discord, mattermost, slack, teams } from "./chat.ts";
import { customWebhook } from "./custom-webhook.ts";
import { sendgrid, twilio } from "./mail-and-phone.ts";
import type { NotificationBlock } from "./message.ts";

/** How blocks send notifications, by the slugs of their types. */
export const notificationBlocks: ReadonlyMap<string, NotificationBlock> = new Map([
  ["slack-webhook", slack],
  ["ms-teams-webhook", teams],
  ["mattermost-webhook", mattermost],
  ["discord-webhook", discord],
  ["pager-duty-webhook", pagerDuty],
  ["opsgenie-webhook", opsgenie],
  ["twilio-sms", twilio],
  ["sendgrid-email", sendgrid],
  ["custom-webhook", customWebhook],
]);
