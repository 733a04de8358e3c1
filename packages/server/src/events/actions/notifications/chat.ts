import { Type } from "typebox";
import { blockData } from "./block-data.ts";
import { application, combined, imageUrl, type NotificationBlock, postJson, type Severity } from "./message.ts";

export const NotifyType = Type.Union(
  [Type.Literal("info"), Type.Literal("success"), Type.Literal("warning"), Type.Literal("failure")],
  { default: "info" },
);
const Flag = (value: boolean) => Type.Boolean({ default: value });
const TextOrNull = Type.Union([Type.String(), Type.Null()], { default: null });

const colors: Record<Severity, string> = {
  info: "#3AA3E3",
  success: "#3AA337",
  warning: "#CACF29",
  failure: "#A32037",
};
const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const Slack = Type.Object({ notify_type: NotifyType, url: Type.String() });

export const slack: NotificationBlock = (data, { subject, body }) => {
  const { notify_type: severity, url } = blockData(Slack, data);
  const icon = imageUrl(severity, 72);
  const attachment = {
    title: subject,
    text: body.replace(/[&<>]/g, (character) => entities[character] ?? character),
    color: colors[severity],
    footer_icon: icon,
    footer: application,
    ts: Date.now() / 1000,
  };
  return [postJson(url, { mrkdwn: true, attachments: [attachment], icon_url: icon }, { accept: "application/json" })];
};

const Teams = Type.Object({ notify_type: NotifyType, url: Type.String(), include_image: Flag(true), wrap: Flag(true) });

export const teams: NotificationBlock = (data, { subject, body }) => {
  const { notify_type: severity, url, include_image, wrap } = blockData(Teams, data);
  const image = { type: "Image", url: imageUrl(severity, 32), height: "32px", altText: severity };
  const title = { type: "TextBlock", text: subject, style: "heading", weight: "Bolder", size: "Large", id: "title" };
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      ...(include_image ? [image] : []),
      ...(subject === "" ? [] : [title]),
      { type: "TextBlock", text: body, style: "default", wrap, id: "body" },
    ],
    msteams: { width: "full" },
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return [postJson(url, { type: "message", attachments: [attachment] })];
};

const Mattermost = Type.Object({
  notify_type: NotifyType,
  hostname: Type.String(),
  secure: Flag(false),
  token: Type.String(),
  botname: TextOrNull,
  channels: Type.Union([Type.Array(Type.String()), Type.Null()], { default: null }),
  include_image: Flag(false),
  path: TextOrNull,
  port: Type.Integer({ default: 8065 }),
});

export const mattermost: NotificationBlock = (data, message) => {
  const { notify_type, hostname, secure, token, botname, channels, include_image, path, port } = blockData(
    Mattermost,
    data,
  );
  const folder = path ? `/${path.replace(/^\/+|\/+$/g, "")}` : "";
  const url = `http${secure ? "s" : ""}://${hostname}:${port}${folder}/hooks/${encodeURIComponent(token)}`;
  const content = {
    text: combined(message),
    ...(include_image && { icon_url: imageUrl(notify_type, 72) }),
    username: botname ?? application,
  };
  const targets = channels && channels.length > 0 ? channels.map((channel) => channel.replace(/^#/, "")) : [undefined];
  return targets.map((channel) => postJson(url, { ...content, ...(channel !== undefined && { channel }) }));
};

const Discord = Type.Object({
  notify_type: NotifyType,
  webhook_id: Type.String(),
  webhook_token: Type.String(),
  botname: TextOrNull,
  tts: Flag(false),
  avatar: Flag(false),
  avatar_url: TextOrNull,
});

export const discord: NotificationBlock = (data, message) => {
  const { notify_type, webhook_id, webhook_token, botname, tts, avatar, avatar_url } = blockData(Discord, data);
  const icon = avatar_url ?? (avatar ? imageUrl(notify_type, 256) : undefined);
  const url = `https://discord.com/api/webhooks/${encodeURIComponent(webhook_id)}/${encodeURIComponent(webhook_token)}`;
  return [
    postJson(url, {
      tts,
      wait: !tts,
      ...(icon !== undefined && { avatar_url: icon }),
      ...(botname !== null && { username: botname }),
      content: combined(message),
    }),
  ];
};
