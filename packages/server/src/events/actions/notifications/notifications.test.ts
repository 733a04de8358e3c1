import { connect as connectTcp } from "node:net";
import { type HttpRecorder, httpRecorder } from "@prefect-ts/testing/http-recorder";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OutboundClient } from "../../../outbound/request.ts";
import { InvalidBlockError } from "./block-data.ts";
import { notificationBlocks } from "./index.ts";

let recorder: HttpRecorder;
beforeAll(async () => {
  recorder = await httpRecorder();
});
afterAll(() => recorder.close());
beforeEach(() => void recorder.requests.splice(0));

const both = { subject: "the subject", body: "the *body*\nline <2>" };
const image = (kind: string, size: number) =>
  `https://github.com/caronc/apprise/raw/master/apprise/assets/themes/default/apprise-${kind}-${size}x${size}.png`;

/** Sends a block's requests to the recorder, wherever they were meant to go; answers them with their JSON. */
async function sent(slug: string, data: Record<string, unknown>, message = both) {
  const client = new OutboundClient(() => connectTcp({ host: "127.0.0.1", port: recorder.port }));
  const options = { allowPrivate: false, verify: true, redirects: 0, timeoutMs: 5000 };
  for (const request of notificationBlocks.get(slug)?.(data, message) ?? []) {
    await client.send({ ...request, url: request.url.replace("https:", "http:") }, options);
  }
  return recorder.requests.map(({ headers, body, ...rest }) => ({
    ...rest,
    host: headers.host,
    authorization: headers["authorization"],
    body: headers["content-type"]?.toString().startsWith("application/json") ? JSON.parse(body) : body,
  }));
}

test("Slack", async () => {
  const url = "https://hooks.slack.com/services/T1/A1/x";
  const [request] = await sent("slack-webhook", { url });
  expect(request).toMatchObject({
    method: "POST",
    host: "hooks.slack.com",
    path: "/services/T1/A1/x",
    body: {
      mrkdwn: true,
      icon_url: image("info", 72),
      attachments: [
        {
          title: "the subject",
          text: "the *body*\nline &lt;2&gt;",
          color: "#3AA3E3",
          footer: "Prefect Notifications",
          footer_icon: image("info", 72),
          ts: expect.any(Number),
        },
      ],
    },
  });
  expect(recorder.requests[0]?.headers["user-agent"]).toBe("Prefect Notifications");
});

test("Microsoft Teams", async () => {
  const url =
    "https://prod-01.westus.logic.azure.com:443/workflows/0123/triggers/manual/paths/invoke?api-version=1&sig=x";
  const [request] = await sent("ms-teams-webhook", { url, notify_type: "failure", wrap: false });
  expect(request).toMatchObject({
    path: "/workflows/0123/triggers/manual/paths/invoke?api-version=1&sig=x",
    body: {
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            type: "AdaptiveCard",
            version: "1.4",
            body: [
              { type: "Image", url: image("failure", 32), altText: "failure" },
              { type: "TextBlock", text: "the subject", id: "title" },
              { type: "TextBlock", text: "the *body*\nline <2>", wrap: false, id: "body" },
            ],
          },
        },
      ],
    },
  });
});

test("Mattermost, to each channel", async () => {
  const data = { hostname: "mm.example.com", token: "tok", channels: ["a", "#b"], botname: "bot", path: "/sub" };
  expect(await sent("mattermost-webhook", data)).toMatchObject([
    { host: "mm.example.com:8065", path: "/sub/hooks/tok", body: { channel: "a", username: "bot" } },
    { body: { channel: "b", text: "the subject\r\nthe *body*\nline <2>" } },
  ]);
});

test("Mattermost, to the webhook's own channel", async () => {
  const [request] = await sent(
    "mattermost-webhook",
    { hostname: "mm", token: "tok", port: 80 },
    { subject: "", body: "b" },
  );
  expect(request).toMatchObject({ host: "mm", path: "/hooks/tok", body: { text: "b" } });
  expect(request?.body).not.toHaveProperty("channel");
});

test("Discord", async () => {
  const data = { webhook_id: "123", webhook_token: "tok-en", botname: "bot", avatar: true };
  expect(await sent("discord-webhook", data)).toMatchObject([
    {
      host: "discord.com",
      path: "/api/webhooks/123/tok-en",
      body: {
        content: "the subject\r\nthe *body*\nline <2>",
        username: "bot",
        avatar_url: image("info", 256),
        tts: false,
        wait: true,
      },
    },
  ]);
});

test("PagerDuty", async () => {
  const data = { integration_key: "ikey", api_key: "akey", custom_details: { a: "b" }, group: "g", class_id: "c" };
  expect(
    await sent("pager-duty-webhook", { ...data, notify_type: "failure", clickable_url: "https://x.y/" }),
  ).toMatchObject([
    {
      host: "events.pagerduty.com",
      path: "/v2/enqueue",
      authorization: "Token token=akey",
      body: {
        routing_key: "ikey",
        event_action: "trigger",
        client: "Prefect Notifications",
        payload: {
          summary: "the subject",
          severity: "critical",
          source: "Prefect",
          component: "Notification",
          group: "g",
          class: "c",
          custom_details: { a: "b", "Prefect Notification Body": "the *body*\nline <2>" },
        },
        links: [{ href: "https://x.y/" }],
        images: [{ src: image("failure", 128), alt: "failure" }],
      },
    },
  ]);
});

test("Opsgenie, one request for each of those to tell", async () => {
  const data = {
    apikey: "key",
    target_user: ["u"],
    target_team: ["t"],
    region_name: "eu",
    tags: ["x"],
    details: { k: "v" },
  };
  const common = {
    source: "Prefect Notifications",
    message: "the subject",
    description: "the *body*\nline <2>",
    details: { k: "v", type: "info" },
    priority: "P3",
    tags: ["x"],
  };
  expect(await sent("opsgenie-webhook", data)).toMatchObject([
    {
      host: "api.eu.opsgenie.com",
      path: "/v2/alerts",
      authorization: "GenieKey key",
      body: { ...common, responders: [{ type: "team", name: "t" }] },
    },
    { body: { ...common, responders: [{ type: "user", username: "u" }] } },
  ]);
});

test("Opsgenie, all at once or nobody in particular", async () => {
  await sent("opsgenie-webhook", { apikey: "key", batch: true, target_user: ["u", "v"], priority: 5 });
  await sent("opsgenie-webhook", { apikey: "key" });
  const bodies = recorder.requests.map(({ body }) => JSON.parse(body));
  expect(bodies).toMatchObject([
    { priority: "P5", responders: [{ username: "u" }, { username: "v" }] },
    { priority: "P3" },
  ]);
  expect(bodies[1]).not.toHaveProperty("responders");
});

test("Twilio, to each number", async () => {
  const data = {
    account_sid: "AC1",
    auth_token: "token",
    from_phone_number: "18001234567",
    to_phone_numbers: ["18004242424", "1 800 424-2425"],
  };
  const requests = await sent("twilio-sms", data);
  expect(requests).toMatchObject([
    {
      host: "api.twilio.com",
      path: "/2010-04-01/Accounts/AC1/Messages.json",
      authorization: `Basic ${Buffer.from("AC1:token").toString("base64")}`,
    },
    {},
  ]);
  expect(requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
    { Body: "the subject\r\nthe *body*\nline <2>", From: "+18001234567", To: "+18004242424" },
    { Body: "the subject\r\nthe *body*\nline <2>", From: "+18001234567", To: "+18004242425" },
  ]);
});

test("Sendgrid, to each address", async () => {
  const data = { api_key: "SG", sender_email: "from@x.y", to_emails: ["a@x.y", "b@x.y"] };
  const content = { from: { email: "from@x.y" }, subject: "the subject" };
  expect(await sent("sendgrid-email", data)).toMatchObject([
    {
      host: "api.sendgrid.com",
      path: "/v3/mail/send",
      authorization: "Bearer SG",
      body: {
        ...content,
        personalizations: [{ to: [{ email: "a@x.y" }] }],
        content: [{ type: "text/html", value: "the *body*\nline <2>" }],
      },
    },
    { body: { ...content, personalizations: [{ to: [{ email: "b@x.y" }] }] } },
  ]);
});

describe("a webhook of the user's own making", () => {
  const base = { name: "mine", url: "https://x.example/{{name}}", secrets: { token: "s3cret" } };

  test("has its names filled in, wherever they stand", async () => {
    const data = {
      ...base,
      method: "PUT",
      params: { q: "{{ subject }}" },
      json_data: { text: "{{subject}}: {{body}}", deep: [{ token: "{{ token }}" }], n: 1 },
      headers: { "X-Token": "{{token}}" },
      cookies: { c: "{{name}}" },
    };
    const [request] = await sent("custom-webhook", data, { subject: "s", body: "b" });
    expect(request).toMatchObject({
      method: "PUT",
      path: "/mine?q=s",
      body: { text: "s: b", deep: [{ token: "s3cret" }], n: 1 },
    });
    expect(recorder.requests[0]?.headers).toMatchObject({ "x-token": "s3cret", cookie: "c=mine" });
  });

  test("sends a form, or a text as it is", async () => {
    const message = { subject: "a&b", body: "c" };
    await sent("custom-webhook", { ...base, form_data: { text: "{{subject}}" } }, message);
    await sent("custom-webhook", { ...base, form_data: "<{{body}}>" }, message);
    expect(recorder.requests.map(({ body }) => body)).toEqual(["text=a%26b", "<c>"]);
  });

  test.each([
    [{ ...base, url: "https://{{unknown}}/" }, "it names unknown"],
    [{ ...base, json_data: {}, form_data: "" }, "both `Form Data` and `JSON Data` provided"],
    [{ name: "mine" }, "url: Field required"],
  ])("is refused: %j", (data, message) => {
    const requests = () => notificationBlocks.get("custom-webhook")?.(data, both);
    expect(requests).toThrow(InvalidBlockError);
    expect(requests).toThrow(message);
  });
});
