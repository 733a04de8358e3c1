import { repr } from "../validation/python.ts";
import { TemplateSyntaxError } from "./errors.ts";
import type { Token, Tokens, TokenType } from "./lexer.ts";

const descriptions: Record<TokenType, string | undefined> = {
  text: "template data / text",
  "output begin": "begin of print statement",
  "output end": "end of print statement",
  "block begin": "begin of statement block",
  "block end": "end of statement block",
  end: "end of template",
  string: "string",
  integer: "integer",
  float: "float",
  name: undefined,
  operator: undefined,
};

/** A token as messages name it. */
export const described = ({ type, value }: Token): string => descriptions[type] ?? value;

/** Expressions and tags inside each other. */
const deepest = 200;

/** The tokens of a template, one after another. Throws {@link TemplateSyntaxError} on coming to what is none. */
export class TokenStream {
  current: Token;
  private readonly tokens: readonly Token[];
  private readonly failure: TemplateSyntaxError | undefined;
  private index = 0;
  private depth = 0;

  constructor({ tokens, failure }: Tokens) {
    this.tokens = tokens;
    this.failure = failure;
    this.current = this.at(0);
  }

  get following(): Token {
    return this.at(this.index + 1);
  }

  next(): Token {
    const token = this.current;
    this.current = this.at(++this.index);
    return token;
  }

  is(type: TokenType, ...values: string[]): boolean {
    const token = this.current;
    return token.type === type && (values.length === 0 || values.includes(token.value));
  }

  isName = (...names: string[]): boolean => this.is("name", ...names);
  isOperator = (...operators: string[]): boolean => this.is("operator", ...operators);

  /** Passes over a token, if it is the current one. */
  skip(type: TokenType, value: string): boolean {
    const isCurrent = this.is(type, value);
    if (isCurrent) this.next();
    return isCurrent;
  }

  expect(type: TokenType, value?: string): Token {
    if (this.is(type, ...(value === undefined ? [] : [value]))) return this.next();
    const expected = repr(value ?? descriptions[type] ?? type);
    if (this.current.type === "end") this.fail(`unexpected end of template, expected ${expected}.`);
    this.fail(`expected token ${expected}, got ${repr(described(this.current))}`);
  }

  /** Reads a part that may contain itself. */
  nested<T>(read: () => T): T {
    if (++this.depth > deepest) this.fail("The template is nested too deeply.");
    const part = read();
    this.depth--;
    return part;
  }

  private at(index: number): Token {
    const token = this.tokens[index];
    if (token === undefined && this.failure) throw this.failure;
    return token ?? this.tokens.at(-1) ?? { type: "end", value: "", line: 1 };
  }

  fail(message: string, line = this.current.line): never {
    throw new TemplateSyntaxError(message, line);
  }
}
