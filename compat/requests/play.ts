import { setTimeout } from "node:timers/promises";
import { asJson, isObject, type Json, parseJson } from "../harness/json.ts";
import { type Conversation, converse, type Frame, frameText } from "./converse.ts";
import { Changes, maskAnswer, type Masks, maskText, readAnswer, withoutEcho } from "./mask.ts";
import type { Scenario, Step } from "./step.ts";

/** A request as the scenario has it, and what was answered; both on a line. */
export interface Exchange {
  request: string;
  answer: string;
}

interface Options {
  /** Milliseconds for what the server does after it has answered. */
  settle?: number;
}

/** Headers that clients look at. */
const HEADERS = ["location", "allow", "retry-after", "content-disposition", "www-authenticate"];
const BUSY = 503;
const ATTEMPTS = 5;

/** Sends a scenario's requests to the API at `url`, one after the other, and shows what is the same each time. */
export async function play(url: string, scenario: Scenario, { settle = 0 }: Options = {}): Promise<Exchange[]> {
  const player = new Player(url);
  const exchanges: Exchange[] = [];
  for (const step of scenario) {
    if (step.settle) await setTimeout(settle);
    exchanges.push({ request: requestLine(step), answer: await player.answer(step) });
  }
  return exchanges;
}

/** A step's request on a line, as the scenario has it. */
export function requestLine({ send, body, raw, headers, frames = [], protocols }: Step): string {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return [
    send,
    ...[headers, protocols].flatMap((given) => (given ? [JSON.stringify(given)] : [])),
    ...[sent, ...frames.map(frameText)].flatMap((text) => (text === undefined ? [] : [shown(text)])),
  ].join(" ");
}

const shown = (text: string | Uint8Array) =>
  typeof text === "string" ? text : JSON.stringify(`bytes ${Buffer.from(text).toString("hex")}`);

/** Sends steps to one server, and knows what they kept. */
export class Player {
  readonly #url: string;
  readonly #kept = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #changes = new Changes();

  constructor(url: string) {
    this.#url = url;
  }

  async answer(step: Step): Promise<string> {
    return step.frames ? await this.#conversation(step, step.frames) : await this.#response(step);
  }

  async #conversation(step: Step, frames: readonly Frame[]): Promise<string> {
    const url = this.#url.replace("http", "ws") + this.filled(step.send.replace("WS ", ""));
    const filled = frames.map((frame) => {
      const text = frameText(frame);
      return { ...frame, say: typeof text === "string" ? this.filled(text) : text };
    });
    const { status, body }: Conversation = await converse(url, step.protocols ?? ["prefect"], filled);
    if (body === undefined) return String(status);
    return `${status} ${JSON.stringify(this.#changes.of(maskAnswer(body, step, this.masks)))}`;
  }

  async #response(step: Step): Promise<string> {
    const sent = step.body === undefined ? undefined : this.filled(JSON.stringify(step.body));
    const response = await this.#send(step, step.raw ?? sent);
    const text = await response.text();
    const { masks } = this;
    const parsed = readAnswer(text);
    if (step.keep !== undefined && response.ok) this.#keep(step.keep, parsed);
    const body = maskAnswer(withoutEcho(parsed, sent === undefined ? undefined : readAnswer(sent)), step, masks);
    return [
      response.status,
      ...headersOf(response).map((header) => maskText(header, masks)),
      ...(text === "" ? [] : [JSON.stringify(this.#changes.of(body))]),
    ].join(" ");
  }

  get masks(): Masks {
    return { names: this.#names, origin: new URL(this.#url).origin };
  }

  async #send(step: Step, body: Step["raw"], attempt = 1): Promise<Response> {
    const [, method = "", path = ""] = /^(\S+) (.*)$/.exec(step.send) ?? [];
    const response = await fetch(this.#url + this.filled(path), {
      method,
      redirect: "manual",
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...this.#headers(step) },
      ...(body !== undefined && { body }),
    });
    // The reference's database is locked now and then.
    return response.status === BUSY && attempt < ATTEMPTS ? await this.#send(step, body, attempt + 1) : response;
  }

  #headers({ headers = {} }: Step): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.filled(value)]));
  }

  /** A text with what stands for kept values and instants filled in. */
  filled(text: string): string {
    return text
      .replace(/<now([+-]\d+)?>/g, (_, seconds = "0") => new Date(Date.now() + Number(seconds) * 1000).toISOString())
      .replace(/<([a-z][a-z0-9_ ]*)>/g, (found, name: string) => this.#kept.get(name) ?? found);
  }

  #keep(keep: string | Record<string, string>, answer: Json): void {
    for (const [name, path] of Object.entries(typeof keep === "string" ? { [keep]: "id" } : keep)) {
      const value = path.split(".").reduce<Json | undefined>((at, key) => inside(at, key), answer);
      if (typeof value !== "string") throw new Error(`${name}: the answer has no ${path}`);
      // Of an address, what follows the path: the rest is in the request already.
      this.#kept.set(name, value.startsWith("http") ? new URL(value).search.slice(1) : value);
      this.#names.set(value, `<${name}>`);
    }
  }
}

function inside(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isObject(value) ? value[key] : undefined;
}

function headersOf(response: Response): string[] {
  const type = response.headers.get("content-type");
  const shown = type === null || type === "application/json" ? [] : [`content-type=${type.replaceAll(" ", "")}`];
  const others = HEADERS.flatMap((name) => {
    const value = response.headers.get(name);
    if (value === null) return [];
    return [name === "retry-after" ? "retry-after=<seconds>" : `${name}=${value.replaceAll(" ", "")}`];
  });
  return [...shown, ...others];
}

/** The parts of an answer's line: its status, the headers that are shown, and its body where it has one. */
export function partsOf(answer: string): Json {
  const found = /^(\d+)((?: [a-z-]+=\S+)*)(?: (.*))?$/s.exec(answer);
  if (found === null) throw new Error(`not an answer: ${answer.slice(0, 80)}`);
  const [, status = "", headers = "", body] = found;
  return asJson({ status: Number(status), headers: headers.trim(), ...(body && { body: parseJson(body) }) });
}
