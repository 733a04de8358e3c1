import type { Arguments } from "./arguments.ts";
import { boundedText } from "./budget.ts";
import type { FilterContext } from "./filter.ts";
import { escapedText } from "./markup.ts";
import { repr } from "@prefect-ts/schemas/validation/python";
import { TemplateRenderError } from "./render-error.ts";
import { isTrue, iterate, textOf, type Value } from "./values.ts";

const word = String.raw`[\p{L}\p{N}_%\-]`;
const host = [
  String.raw`(?:https?://|www\.)(?:${word}+\.)*(?:[a-zİı]{2,63}|xn--[\p{L}\p{N}_%]{2,59})`,
  String.raw`(?:${word}{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)`,
  String.raw`https?://(?:\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){3}|\[(?:[\p{Nd}a-f]{0,4}:){2}(?:[\p{Nd}a-f]{0,4}:?){1,6}\])`,
].join("|");
const address = new RegExp(String.raw`^(?:${host})(?::\p{Nd}{1,5})?(?:[/?#]\S*)?$`, "iu");
const mailAddress = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;
const schemePrefix = /^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u;

const opening = /^(?:[(<]|&lt;)+/;
const closing = [")", ">", ".", ",", "\n", "&gt;"];
const pairs = [
  ["(", ")"],
  ["<", ">"],
  ["&lt;", "&gt;"],
] as const;

/** Where the punctuation begins that a text ends with. */
function startOfTail(text: string): number {
  let at = text.length;
  for (;;) {
    const mark = closing.find((one) => text.endsWith(one, at));
    if (mark === undefined) return at;
    at -= mark.length;
  }
}

const countOf = (text: string, part: string) => text.split(part).length - 1;

/** Where the `count`-th of a part ends in a text, or the last one. */
function endOf(text: string, part: string, count: number): number {
  let end = 0;
  for (let seen = 0; seen < count; seen++) {
    const at = text.indexOf(part, end);
    if (at < 0) break;
    end = at + part.length;
  }
  return end;
}

/** A word without the brackets and punctuation around it; brackets that it opened itself stay with it. */
function peeled(text: string): [head: string, middle: string, tail: string] {
  const head = opening.exec(text)?.[0] ?? "";
  const rest = text.slice(head.length);
  const at = startOfTail(rest);
  let middle = rest.slice(0, at);
  let tail = rest.slice(at);
  for (const [open, close] of pairs) {
    const missing = countOf(middle, open) - countOf(middle, close);
    const end = missing > 0 ? endOf(tail, close, countOf(middle, open)) : 0;
    middle += tail.slice(0, end);
    tail = tail.slice(end);
  }
  return [head, middle, tail];
}

interface Options {
  longest: number | null;
  attributes: string;
  schemes: readonly string[];
}

function shortened(text: string, longest: number | null): string {
  const characters = [...text];
  return longest === null || characters.length <= longest ? text : `${characters.slice(0, longest).join("")}...`;
}

function linked(text: string, { longest, attributes, schemes }: Options, step: () => void): string {
  const link = (to: string, shown: string) => `<a href="${to}"${attributes}>${shown}</a>`;
  if (address.test(text)) {
    return link(/^https?:\/\//.test(text) ? text : `https://${text}`, shortened(text, longest));
  }
  if (text.startsWith("mailto:") && mailAddress.test(text.slice(7))) return `<a href="${text}">${text.slice(7)}</a>`;
  const isMail = text.includes("@") && !/^www\.|^@|:/.test(text) && mailAddress.test(text);
  if (isMail) return `<a href="mailto:${text}">${text}</a>`;
  return schemes.reduce((so, scheme) => {
    step();
    return so !== scheme && so.startsWith(scheme) ? link(so, so) : so;
  }, text);
}

function schemesOf(value: Value | undefined): string[] {
  const schemes = isTrue(value ?? null) ? iterate(value ?? null).map(textOf) : [];
  const wrong = schemes.find((scheme) => !schemePrefix.test(scheme));
  if (wrong === undefined) return schemes;
  throw new TemplateRenderError("FilterArgumentError", `${repr(wrong)} is not a valid URI scheme prefix.`);
}

function relations(rel: string, isNofollow: boolean): string {
  const all = new Set([
    ...rel.split(/\s+/).filter((one) => one !== ""),
    ...(isNofollow ? ["nofollow"] : []),
    "noopener",
  ]);
  return [...all].toSorted().join(" ");
}

/** A text whose addresses of pages and mailboxes are links. */
export function urlize(value: Value, given: Arguments, context: FilterContext): string {
  const optionalText = (index: number) => {
    const text = given.get(index) ?? null;
    return text === null ? "" : textOf(text);
  };
  const longest = (given.get(0) ?? null) === null ? null : given.integer(0);
  const rel = relations(optionalText(3), given.flag(1, false));
  const target = optionalText(2);
  const options: Options = {
    longest,
    attributes: ` rel="${escapedText(rel)}"${target === "" ? "" : ` target="${escapedText(target)}"`}`,
    schemes: schemesOf(given.get(4)),
  };
  const step = () => context.step();
  let text = "";
  for (const part of escapedText(textOf(value)).split(/(\s+)/)) {
    step();
    const [head, middle, tail] = peeled(part);
    text = boundedText(text + head + linked(middle, options, step) + tail);
  }
  return text;
}
