import { Type } from "typebox";
import type { OutboundRequest } from "../../../outbound/request.ts";
import { blockData, InvalidBlockError } from "./block-data.ts";
import { application, type NotificationBlock } from "./message.ts";

const Texts = Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()], { default: null });

export const HttpMethod = Type.Union(
  ["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => Type.Literal(method)),
  { default: "POST" },
);

const CustomWebhook = Type.Object({
  name: Type.String(),
  url: Type.String(),
  method: HttpMethod,
  params: Texts,
  json_data: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], { default: null }),
  form_data: Type.Union([Type.Record(Type.String(), Type.String()), Type.String(), Type.Null()], { default: null }),
  headers: Texts,
  cookies: Texts,
  secrets: Type.Record(Type.String(), Type.String(), { default: {} }),
});

const placeholder = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;

/** A value with texts in place of the names between braces, however deep they stand. */
function filledIn<T>(template: T, values: ReadonlyMap<string, string>): T;
function filledIn(template: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof template === "string") {
    return template.replace(placeholder, (_, name) => {
      const value = values.get(name);
      if (value === undefined) throw new InvalidBlockError(`it names ${name}, which is neither known nor a secret`);
      return value;
    });
  }
  if (Array.isArray(template)) return template.map((item) => filledIn(item, values));
  if (typeof template !== "object" || template === null || JSON.isRawJSON(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [filledIn(key, values), filledIn(value, values)]),
  );
}

function contentOf(json: unknown, form: Record<string, string> | string | null): Partial<OutboundRequest> {
  if (json !== null) return { headers: { "content-type": "application/json" }, body: JSON.stringify(json) };
  if (typeof form === "string") return { body: form };
  if (form === null) return {};
  return {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  };
}

const withQuery = (url: string, params: Record<string, string> | null): string => {
  if (params === null || !URL.canParse(url)) return url;
  const whole = new URL(url);
  for (const [name, value] of Object.entries(params)) whole.searchParams.append(name, value);
  return whole.href;
};

/** A request of the user's own making. */
export const customWebhook: NotificationBlock = (data, { subject, body }) => {
  const block = blockData(CustomWebhook, data);
  if (block.form_data !== null && block.json_data !== null) {
    throw new InvalidBlockError("both `Form Data` and `JSON Data` provided");
  }
  const known = { subject, body, name: block.name };
  const values = new Map([...Object.entries(block.secrets), ...Object.entries(known)]);
  const fill = <T>(template: T) => filledIn(template, values);
  const cookies = Object.entries(fill(block.cookies) ?? {}).map(([name, value]) => `${name}=${value}`);
  const content = contentOf(fill(block.json_data), fill(block.form_data));
  return [
    {
      method: block.method,
      url: withQuery(fill(block.url), fill(block.params)),
      headers: {
        "user-agent": application,
        ...content.headers,
        ...(cookies.length > 0 && { cookie: cookies.join("; ") }),
        ...fill(block.headers),
      },
      ...(content.body !== undefined && { body: content.body }),
    },
  ];
};
