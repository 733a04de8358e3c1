import { characters, repr } from "../validation/python.ts";
import { TemplateSyntaxError } from "./errors.ts";

export type TokenType =
  | "text"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "operator"
  | "output begin"
  | "output end"
  | "block begin"
  | "block end"
  | "end";

export interface Token {
  readonly type: TokenType;
  /** As it is written; of a string what it means. */
  readonly value: string;
  readonly line: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** What stands after the last of them and is no token: an error for who gets there, as what is before may be wrong too. */
  readonly failure?: TemplateSyntaxError;
}

type Mode = "output" | "block";

const whitespace = /\s+/y;
const rules: readonly [TokenType, RegExp][] = [
  ["float", /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy],
  ["integer", /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy],
  ["name", /[\p{L}\p{N}\p{M}_]+/uy],
  ["string", /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy],
  ["operator", /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y],
];
const ends: Record<Mode, RegExp> = { output: /-\}\}\s*|\}\}/y, block: /\+%\}|-%\}\s*|%\}/y };
const closing: Record<string, string> = { "(": ")", "[": "]", "{": "}" };
const tag = /\{%[-+]?\s*raw\s*-?%\}|\{[{%#][-+]?/;
const endOfRaw = /\{%[-+]?\s*endraw\s*(?:\+%\}|-%\}\s*|%\})/y;
const escapes: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\u0007",
  "0": "\0",
};

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}

const unquoted = (text: string) =>
  text.slice(1, -1).replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|(.))/gis, (all, unicode, hex, other) => {
    const code = unicode ?? hex;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return other === "\n" ? "" : (escapes[other] ?? (/['"\\]/.test(other) ? other : all));
  });

/** Splits a template into tokens, as Jinja with its default delimiters does. */
export class Lexer {
  private readonly source: string;
  private readonly tokens: Token[] = [];
  private position = 0;
  private line = 1;

  constructor(template: string) {
    this.source = template.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  }

  /** The tokens, the last of type `end`, or those before the first that is none. */
  read(): Tokens {
    try {
      while (this.position < this.source.length) this.readText();
    } catch (error) {
      if (error instanceof TemplateSyntaxError) return { tokens: this.tokens, failure: error };
      throw error;
    }
    this.add("end", "", this.tokens.at(-1)?.line ?? 1);
    return { tokens: this.tokens };
  }

  private add(type: TokenType, value: string, line = this.line): void {
    this.tokens.push({ type, value, line });
  }

  private advance(text: string): void {
    this.position += text.length;
    this.line += text.split("\n").length - 1;
  }

  private fail(message: string): never {
    throw new TemplateSyntaxError(message, this.line);
  }

  private readText(): void {
    const rest = this.source.slice(this.position);
    const found = tag.exec(rest);
    const text = found ? rest.slice(0, found.index) : rest;
    const opening = found?.[0] ?? "";
    const strips = /^\{[{%#]-/.test(opening);
    const shown = strips ? text.trimEnd() : text;
    if (shown !== "") this.add("text", shown);
    this.advance(text);
    if (!found) return;
    if (opening.startsWith("{#")) return this.skipComment(opening);
    if (opening.endsWith("%}")) return this.readRaw(opening);
    this.add(opening.startsWith("{{") ? "output begin" : "block begin", opening);
    this.advance(opening);
    this.readExpression(opening.startsWith("{{") ? "output" : "block");
  }

  private skipComment(opening: string): void {
    const end = /[-+]?#\}/.exec(this.source.slice(this.position + opening.length));
    if (!end) return this.endWith(opening, "Missing end of comment tag");
    const length = opening.length + end.index + end[0].length;
    this.advance(this.source.slice(this.position, this.position + length));
    if (end[0].startsWith("-")) this.advance(matchAt(whitespace, this.source, this.position) ?? "");
  }

  private readRaw(opening: string): void {
    this.advance(opening);
    if (opening.endsWith("-%}")) this.advance(matchAt(whitespace, this.source, this.position) ?? "");
    for (let at = this.position; at < this.source.length; at++) {
      const end = matchAt(endOfRaw, this.source, at);
      if (end === undefined) continue;
      const text = this.source.slice(this.position, at);
      const shown = end.startsWith("{%-") ? text.trimEnd() : text;
      if (shown !== "") this.add("text", shown);
      this.advance(text + end);
      return;
    }
    this.endWith("", "Missing end of raw directive");
  }

  /** Ends after an opening that nothing follows, as Jinja does; fails where something does. */
  private endWith(opening: string, message: string): void {
    if (this.position + opening.length < this.source.length) this.fail(message);
    this.advance(opening);
  }

  private readExpression(mode: Mode): void {
    const open: string[] = [];
    while (this.position < this.source.length) {
      const end = open.length === 0 ? matchAt(ends[mode], this.source, this.position) : undefined;
      if (end !== undefined) {
        this.add(mode === "output" ? "output end" : "block end", end);
        this.advance(end);
        return;
      }
      const space = matchAt(whitespace, this.source, this.position);
      if (space === undefined) this.readToken(open);
      else this.advance(space);
    }
  }

  private readToken(open: string[]): void {
    for (const [type, pattern] of rules) {
      const text = matchAt(pattern, this.source, this.position);
      if (text === undefined) continue;
      if (type === "operator") this.balance(text, open);
      if (type === "name" && !/^[\p{L}_]/u.test(text)) this.fail("Invalid character in identifier");
      this.add(type, type === "string" ? unquoted(text) : text);
      this.advance(text);
      return;
    }
    const character = String.fromCodePoint(this.source.codePointAt(this.position) ?? 0);
    this.fail(`unexpected char ${repr(character)} at ${characters(this.source.slice(0, this.position))}`);
  }

  /** Brackets close in the order in which they opened; a tag does not end before they do. */
  private balance(operator: string, open: string[]): void {
    const counterpart = closing[operator];
    if (counterpart !== undefined) open.push(counterpart);
    else if (")]}".includes(operator)) {
      const expected = open.pop();
      if (expected === undefined) this.fail(`unexpected '${operator}'`);
      if (expected !== operator) this.fail(`unexpected '${operator}', expected '${expected}'`);
    }
  }
}
