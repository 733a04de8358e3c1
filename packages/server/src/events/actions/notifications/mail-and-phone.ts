import { Type } from "typebox";
import { blockData } from "./block-data.ts";
import { application, combined, type NotificationBlock, postJson } from "./message.ts";

const Twilio = Type.Object({
  account_sid: Type.String(),
  auth_token: Type.String(),
  from_phone_number: Type.String(),
  to_phone_numbers: Type.Array(Type.String()),
});

/** Digits with their plus; short codes are as they are. */
function phoneNumber(text: string): string {
  const digits = text.replace(/\D/g, "");
  return digits.length > 6 ? `+${digits}` : digits;
}

export const twilio: NotificationBlock = (data, message) => {
  const { account_sid: account, auth_token, from_phone_number, to_phone_numbers } = blockData(Twilio, data);
  const credentials = Buffer.from(`${account}:${auth_token}`).toString("base64");
  return to_phone_numbers.map((number) => ({
    method: "POST",
    url: `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`,
    headers: {
      "user-agent": application,
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Basic ${credentials}`,
    },
    body: new URLSearchParams({
      Body: combined(message),
      From: phoneNumber(from_phone_number),
      To: phoneNumber(number),
    }).toString(),
  }));
};

const Sendgrid = Type.Object({
  api_key: Type.String(),
  sender_email: Type.String(),
  to_emails: Type.Array(Type.String()),
});

export const sendgrid: NotificationBlock = (data, { subject, body }) => {
  const { api_key, sender_email, to_emails } = blockData(Sendgrid, data);
  return to_emails.map((email) =>
    postJson(
      "https://api.sendgrid.com/v3/mail/send",
      {
        personalizations: [{ to: [{ email }] }],
        from: { email: sender_email },
        subject: subject || "<no subject>",
        content: [{ type: "text/html", value: body }],
      },
      { authorization: `Bearer ${api_key}` },
    ),
  );
};
