import { Arguments } from "./arguments.ts";
import { boundedLength } from "./budget.ts";
import { TemplateRenderError } from "./render-error.ts";
import type { Given } from "./values.ts";

const words = (
  "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna " +
  "aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis " +
  "aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat " +
  "non proident sunt culpa qui officia deserunt mollit anim id est laborum"
).split(" ");

/** A whole number from `least` to below `end`. */
function between(least: number, end: number): number {
  if (end > least) return least + Math.floor(Math.random() * (end - least));
  throw new TemplateRenderError("ValueError", `empty range for randrange() (${least}, ${end}, ${end - least})`);
}

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** So many words in sentences, some with commas; never longer than a text may be. */
function paragraph(count: number): string {
  let text = "";
  let last = "";
  let untilStop = 0;
  let untilComma = 0;
  for (let at = 0; at < count; at++) {
    const choices = words.filter((word) => word !== last);
    last = choices[between(0, choices.length)] ?? "";
    const isFirst = untilStop === 0;
    if (isFirst) untilStop = between(10, 20);
    if (isFirst || untilComma === 0) untilComma = between(3, 8);
    untilStop--;
    untilComma--;
    const isEnd = untilStop === 0 || at === count - 1;
    const mark = isEnd ? "." : untilComma === 0 ? "," : "";
    text += `${at === 0 ? "" : " "}${isFirst ? capitalized(last) : last}${mark}`;
    boundedLength(text.length);
  }
  return text === "" ? "." : text;
}

/** `lipsum(n=5, html=true, min=20, max=100)`: paragraphs of text that says nothing. */
export function lipsum(given: Given): string {
  const options = new Arguments(given, ["n", "html", "min", "max"]);
  const isHtml = options.flag(1, true);
  let text = "";
  for (let at = 0; at < options.integer(0, 5); at++) {
    const one = paragraph(between(options.integer(2, 20), options.integer(3, 100)));
    const gap = at === 0 ? "" : isHtml ? "\n" : "\n\n";
    text += gap + (isHtml ? `<p>${one}</p>` : one);
    boundedLength(text.length);
  }
  return text;
}
