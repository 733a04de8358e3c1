import type { Session } from "@prefect-ts/database/database";
import { EventFilter } from "@prefect-ts/schemas/event";
import { compile } from "@prefect-ts/schemas/validation/compile";
import { Type } from "typebox";
import type { ReceivedEvent } from "../events/received-event.ts";
import { countEvents, readEvents } from "./events.ts";

/** Events of one page of a list, at most. */
export const largestPage = 50;

export interface EventPage {
  events: ReceivedEvent[];
  /** Of all pages; counted for the first one, and kept. */
  total: number;
  /** Leads to the next page; null on the last one. */
  token: string | null;
}

/** What a token holds: all it takes to go on, so that the server keeps nothing. */
const Token = Type.Object({
  filter: EventFilter,
  count: Type.Integer({ minimum: 0 }),
  page_size: Type.Integer({ minimum: 0, maximum: largestPage }),
  offset: Type.Integer({ minimum: 0 }),
});

/** The token is not one of ours. */
export class InvalidTokenError extends Error {
  override name = "InvalidTokenError";
}

const toBase64 = (text: string) => Buffer.from(text).toString("base64");
const fromBase64 = (text: string) => Buffer.from(text, "base64").toString();

/** Base64 twice, as the reference has it: what one server hands out, the other one takes. */
function tokenFor(filter: EventFilter, count: number, pageSize: number, offset: number): string | null {
  if (offset >= count) return null;
  return toBase64(toBase64(JSON.stringify({ filter, count, page_size: pageSize, offset })));
}

function readToken(token: string) {
  let content: unknown;
  try {
    content = JSON.parse(fromBase64(fromBase64(token)));
  } catch (error) {
    throw new InvalidTokenError("the page token is not base64 of JSON", { cause: error });
  }
  const checked = compile(Token)(content);
  if (!checked.ok) throw new InvalidTokenError("the page token holds no query");
  return checked.value;
}

export async function firstEventPage(session: Session, filter: EventFilter, pageSize: number): Promise<EventPage> {
  const total = await countEvents(session, filter);
  const events = await readEvents(session, filter, { limit: pageSize, offset: 0 });
  return { events, total, token: tokenFor(filter, total, pageSize, pageSize) };
}

/** The page that a token leads to. Throws {@link InvalidTokenError}. */
export async function nextEventPage(session: Session, token: string): Promise<EventPage> {
  const { filter, count, page_size: pageSize, offset } = readToken(token);
  const events = await readEvents(session, filter, { limit: pageSize, offset });
  return { events, total: count, token: tokenFor(filter, count, pageSize, offset + pageSize) };
}
